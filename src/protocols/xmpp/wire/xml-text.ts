import { StreamFault } from './stream-fault.ts';

// What XML 1.0 2.2 leaves out. The text was UTF-8, so surrogates come in pairs.
const ILLEGAL = /[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]/;

const entities: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', apos: "'", quot: '"' };

/** Throws `StreamFault` where `text` holds what is no XML character (RFC 6120 11.5, RELIABILITY X-07). */
export function checkCharacters(text: string): void {
  if (ILLEGAL.test(text)) throw new StreamFault('bad-format', 'These are no XML characters.');
}

/** Content between tags, as it is meant (XML 1.0 2.4, 2.11, 4.1). */
export function contentOf(raw: string): string {
  if (raw.includes(']]>')) throw new StreamFault('not-well-formed'); // XML 1.0 2.4
  return references(lines(raw));
}

/** The inside of a CDATA section (XML 1.0 2.7, 2.11). */
export function lines(raw: string): string {
  return raw.includes('\r') ? raw.replace(/\r\n?/g, '\n') : raw;
}

/** What is between the quotes of an attribute, as it is meant (XML 1.0 3.3.3). */
export function valueOf(raw: string): string {
  if (raw.includes('<')) throw new StreamFault('not-well-formed');
  return references(SPACES.test(raw) ? raw.replace(/\r\n|[\r\n\t]/g, ' ') : raw);
}

const SPACES = /[\r\n\t]/;

/** XML 1.0 4.1, 4.6: the five entities and numbers of characters; there are no others (RFC 6120 11.1). */
function references(text: string): string {
  let from = text.indexOf('&');
  if (from < 0) return text;
  let result = text.slice(0, from);
  while (from >= 0) {
    const end = text.indexOf(';', from);
    if (end < 0) throw new StreamFault('not-well-formed');
    result += reference(text.slice(from + 1, end));
    const next = text.indexOf('&', end);
    result += next < 0 ? text.slice(end + 1) : text.slice(end + 1, next);
    from = next;
  }
  return result;
}

function reference(name: string): string {
  const known = Object.hasOwn(entities, name) ? entities[name] : undefined;
  if (known !== undefined) return known;
  const [, hex, decimal] = /^#(?:x([\da-fA-F]{1,8})|(\d{1,8}))$/.exec(name) ?? [];
  const code = hex === undefined ? Number(decimal ?? 'NaN') : Number.parseInt(hex, 16);
  if (!isCharacter(code)) throw new StreamFault('not-well-formed');
  return String.fromCodePoint(code);
}

function isCharacter(code: number): boolean {
  if (code < 0x20) return code === 9 || code === 10 || code === 13;
  return code <= 0xd7ff || (code >= 0xe000 && code <= 0xfffd) || (code >= 0x10000 && code <= 0x10ffff);
}
