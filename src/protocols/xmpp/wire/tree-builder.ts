import { SaxesParser, type SaxesAttributeNS, type SaxesTagNS } from 'saxes';
import { NS } from './namespaces.ts';
import { Element } from './stanza.ts';
import { StreamFault } from './stream-fault.ts';

/** What a peer's XML may hold at most (RELIABILITY X-03, X-04, X-14). */
export const xmlLimits = { depth: 64, attributes: 64, name: 1024, value: 8192 } as const;

type Saxes = SaxesParser<{ xmlns: true; position: false }>;

/** The opening tag of a stream (RFC 6120 4.7). */
export interface StreamHeader {
  readonly local: string;
  readonly namespace: string;
  /** The default namespace of the stanzas. */
  readonly content: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly scope: Scope;
}

/**
 * The names that are in force between the stanzas of a stream, and the parser that knows them. Streams that begin alike
 * share one: a stanza is parsed in one go, so a parser belongs to a stream only for that moment.
 */
export class Scope {
  /** The stream's tag as written, prefix included: what the end tag must repeat. */
  readonly name: string;
  readonly #prime: string;
  #parser: Saxes | undefined;
  #root: Element | undefined;
  #open: Element | undefined;
  #depth = 0;
  readonly #namespaces: string[] = [];

  /** `prime` is an opening tag with all declarations. */
  constructor(prime: string) {
    this.#prime = prime;
    this.name = prime.slice(1, prime.search(/[\s>]/));
  }

  /** The one element that `text` is. Throws `StreamFault`. */
  parse(text: string): Element {
    const parser = (this.#parser ??= this.#primed());
    this.#root = this.#open = undefined;
    this.#depth = 0;
    try {
      parser.write(text);
      const root = this.#root as Element | undefined;
      if (!root || this.#open) throw new StreamFault('not-well-formed');
      this.#root = undefined;
      return root;
    } catch (error) {
      this.#parser = this.#root = this.#open = undefined; // its state is of no use to the next stanza
      throw faultOf(error, text);
    }
  }

  #primed(): Saxes {
    const parser = newParser();
    parser.write(this.#prime);
    parser.on('opentag', (tag) => this.#opened(tag));
    parser.on('closetag', () => this.#closed());
    parser.on('text', (text) => this.#text(text));
    parser.on('cdata', (text) => this.#text(text));
    return parser;
  }

  #opened(tag: SaxesTagNS): void {
    const outer = this.#depth === 0 ? undefined : this.#namespaces[this.#depth - 1];
    const element = elementOf(tag, outer);
    this.#namespaces[this.#depth++] = tag.uri;
    if (this.#depth > xmlLimits.depth)
      throw new StreamFault('policy-violation', 'Too many elements within each other.');
    if (this.#open) this.#open.cnode(element);
    else if (this.#root) throw new StreamFault('not-well-formed');
    else this.#root = element;
    this.#open = element;
  }

  #closed(): void {
    if (this.#depth === 0) throw new StreamFault('not-well-formed');
    this.#depth--;
    this.#open = this.#open?.parent ?? undefined;
  }

  #text(text: string): void {
    const children = this.#open?.children;
    if (!children) return;
    const last = children.length - 1;
    const before = children[last];
    if (typeof before === 'string') children[last] = before + text;
    else children.push(text);
  }
}

/** Parses a stream header, with the XML declaration if there is one. Throws `StreamFault`. */
export function parseHeader(text: string): StreamHeader {
  let tag: SaxesTagNS | undefined;
  const parser = newParser();
  parser.on('opentag', (opened) => {
    tag = opened;
  });
  try {
    parser.write(text);
  } catch (error) {
    throw faultOf(error, text);
  }
  if (!tag || tag.isSelfClosing) throw new StreamFault('not-well-formed');
  const encoding = parser.xmlDecl.encoding;
  if (encoding !== undefined && encoding.toUpperCase() !== 'UTF-8') throw new StreamFault('unsupported-encoding'); // 11.6
  checkTag(tag);
  const declared = declarations(tag);
  return {
    local: tag.local,
    namespace: tag.uri,
    content: tag.ns[''] ?? '',
    attributes: plainAttributes(tag),
    scope: scopeOf(`<${tag.name}${declared}>`),
  };
}

/** Shared scopes, as many as clients that differ in their headers; more get one of their own. */
const scopes = new Map<string, Scope>();
const SHARED_SCOPES = 32;

function scopeOf(prime: string): Scope {
  const shared = scopes.get(prime);
  if (shared) return shared;
  const scope = new Scope(prime);
  if (scopes.size < SHARED_SCOPES) scopes.set(prime, scope);
  return scope;
}

function newParser(): Saxes {
  const parser = new SaxesParser({ xmlns: true, position: false } as const);
  parser.on('error', (error) => {
    throw error;
  });
  parser.on('doctype', restricted);
  parser.on('comment', restricted);
  parser.on('processinginstruction', restricted);
  return parser;
}

function restricted(): never {
  throw new StreamFault('restricted-xml', 'No comments, processing instructions or document types.');
}

/**
 * The tag as an element that needs nothing from outside but the default namespace `outer`: no prefix of its own, and every
 * prefix of its attributes declared on it. So whatever part of a stanza travels on, its names stay what they were (X-08).
 */
function elementOf(tag: SaxesTagNS, outer: string | undefined): Element {
  checkTag(tag);
  const element = new Element(tag.local);
  const attributes = element.attrs as Record<string, string>;
  if (tag.uri !== outer) attributes.xmlns = tag.uri;
  for (const key in tag.attributes) addAttribute(attributes, tag.attributes[key] as SaxesAttributeNS);
  return element;
}

function addAttribute(attributes: Record<string, string>, { name, prefix, local, uri, value }: SaxesAttributeNS): void {
  if (name === 'xmlns') return;
  if (prefix !== '' && prefix !== 'xml' && prefix !== 'xmlns') attributes[`xmlns:${prefix}`] = uri;
  if (name === '__proto__') Object.defineProperty(attributes, name, { value, enumerable: true });
  else if (prefix === 'xmlns' && local === 'xml') return;
  else attributes[name] = value;
}

function checkTag(tag: SaxesTagNS): void {
  let count = 0;
  if (tag.name.length > xmlLimits.name) throw new StreamFault('policy-violation', 'A name is too long.');
  for (const key in tag.attributes) {
    const { name, value } = tag.attributes[key] as SaxesAttributeNS;
    if (++count > xmlLimits.attributes) throw new StreamFault('policy-violation', 'Too many attributes.');
    if (name.length > xmlLimits.name || value.length > xmlLimits.value) {
      throw new StreamFault('policy-violation', 'An attribute is too long.');
    }
  }
}

function declarations(tag: SaxesTagNS): string {
  let text = '';
  for (const key in tag.attributes) {
    const { name, prefix, value } = tag.attributes[key] as SaxesAttributeNS;
    if (name !== 'xmlns' && prefix !== 'xmlns') continue;
    text += ` ${name}='${value.replace(/[&<']/g, (character) => `&#${character.charCodeAt(0)};`)}'`;
  }
  return text;
}

function plainAttributes(tag: SaxesTagNS): Record<string, string> {
  const attributes: Record<string, string> = Object.create(null) as Record<string, string>;
  for (const key in tag.attributes) {
    const { name, uri, value } = tag.attributes[key] as SaxesAttributeNS;
    if (uri === '' || uri === NS.xml) attributes[name] = value;
  }
  return attributes;
}

function faultOf(error: unknown, text: string): unknown {
  if (error instanceof StreamFault) return error;
  if (!(error instanceof Error) || error instanceof TypeError || error instanceof RangeError) return error; // a mistake of ours
  if (/unbound namespace prefix/.test(error.message)) return new StreamFault('bad-namespace-prefix');
  return new StreamFault(NOT_XML.test(text) ? 'bad-format' : 'not-well-formed');
}

const NOT_XML = /[^\t\n\r\x20-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/u;
