import { foldLocal, makeAddress, parseAddress, type Bare } from '../../lib/address.ts';
import { irc } from './config.ts';

/** A room as a channel name means it. */
export interface ChannelTarget {
  readonly address: Bare;
  /** The localpart as typed: what a new room is called. */
  readonly name: string;
}

// The characters that an XMPP localpart may not have (RFC 7622 3.3.1) and IRC may, with their escapes (XEP-0106 3).
const escapeOf: Readonly<Record<string, string>> = {
  '"': '\\22',
  '&': '\\26',
  "'": '\\27',
  '/': '\\2f',
  ':': '\\3a',
  '<': '\\3c',
  '>': '\\3e',
  '@': '\\40',
};
const charOf = new Map(Object.entries(escapeOf).map(([char, escape]) => [escape, char]));
const ILLEGAL = /[\s,\p{C}]/u;

/**
 * The room behind a channel name (SEMANTICS 2): one `#` is the sigil; behind an `@` with a dot after it stands the domain of a
 * room elsewhere. Undefined where it is no channel name (479).
 */
export function parseChannel(channel: string, roomsDomain: string): ChannelTarget | undefined {
  if (channel[0] !== '#' || channel.length < 2 || ILLEGAL.test(channel)) return undefined;
  if (Buffer.byteLength(channel) > irc.channelLength) return undefined;
  const text = channel.slice(1);
  const at = text.lastIndexOf('@');
  if (at > 0 && text.includes('.', at)) return parseRemote(text, at, roomsDomain);
  const name = toLocal(text);
  const local = foldLocal(name);
  return local === undefined ? undefined : { address: makeAddress(local, roomsDomain).bare, name };
}

function parseRemote(text: string, at: number, roomsDomain: string): ChannelTarget | undefined {
  const name = toLocal(text.slice(0, at));
  const address = parseAddress(`${name}@${text.slice(at + 1)}`);
  if (!address || address.resource !== '') return undefined;
  return { address: address.bare, name: address.domain === roomsDomain ? name : address.local };
}

/** The channel name of a room: the inverse of `parseChannel` for every valid localpart. */
export function channelOf(address: Bare, roomsDomain: string, name?: string): string {
  const at = address.lastIndexOf('@');
  const domain = address.slice(at + 1);
  const local = name ?? address.slice(0, at);
  return domain === roomsDomain ? `#${fromLocal(local)}` : `#${fromLocal(local)}@${domain}`;
}

/** What stands behind the sigil, as a localpart. A comma is typed `\2c`, so a `\2c` that is meant is typed `\5c2c`. */
function toLocal(text: string): string {
  return text
    .replace(/\\5c((?:5c)*2c)|\\2c/gi, (_, rest: string | undefined) => (rest === undefined ? ',' : `\\${rest}`))
    .replace(/["&'/:<>@]/g, (char) => escapeOf[char] as string);
}

/** A localpart as it stands behind the sigil. An `@` is only shown as one where no dot follows: that would be a domain. */
function fromLocal(local: string): string {
  return local.replace(/\\(?=(?:5c)*2c)|,|\\[0-9a-f]{2}/gi, (found, at: number) => {
    if (found === ',') return '\\2c';
    if (found === '\\') return '\\5c';
    const char = charOf.get(found.toLowerCase());
    return char === undefined || (char === '@' && local.includes('.', at)) ? found : char;
  });
}

/** `nick!ident@host` out of whatever people type as a mask (RFC 2811 4.3.1). */
export function normalizeMask(text: string): string {
  const bang = text.indexOf('!');
  const at = text.indexOf('@', bang + 1);
  if (bang < 0 && at < 0) return `${text === '' ? '*' : text}!*@*`;
  const nick = bang < 0 ? '*' : text.slice(0, bang);
  const ident = at < 0 ? text.slice(bang + 1) : text.slice(bang + 1, at);
  const host = at < 0 ? '*' : text.slice(at + 1);
  return `${nick || '*'}!${ident || '*'}@${host || '*'}`;
}
