import type { Address } from '../../../../lib/address.ts';
import { attribute, type Element } from '../../wire/stanza.ts';

const ESCAPE = /\\(22|26|27|2f|3a|3c|3e|40|5c)/gi;

/** What a localpart stands for (XEP-0106), but for the space, which has no place in a channel's name and stays escaped. */
export function unescapeLocal(local: string): string {
  return local.replace(ESCAPE, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
}

/** The room's localpart as the client spelt it, escapes and all: what a new room is called. */
export function typedRoomName(stanza: Element, to: Address): string {
  const typed = attribute(stanza, 'to') ?? '';
  const at = typed.indexOf('@');
  return at > 0 ? typed.slice(0, at) : to.local;
}

/**
 * Some clients escape an address that they were given as a room's name: `x\40rooms.example.org@rooms.example.org`. Then this
 * is the address they mean (SEMANTICS 2).
 */
export function meantAddress(to: Address): string | undefined {
  const suffix = `\\40${to.domain}`;
  return to.local.endsWith(suffix) && to.local.length > suffix.length
    ? `${to.local.slice(0, -suffix.length)}@${to.domain}`
    : undefined;
}
