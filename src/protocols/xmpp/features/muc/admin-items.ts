import { parseAddress, type Bare } from '../../../../lib/address.ts';
import { atLeast, affiliations, roles, type Affiliation, type Role } from '../../../../core/rooms/rank.ts';
import { affiliationOf, mayActOn, mayAffiliate, occupantOf } from '../../../../core/rooms/rights.ts';
import { findOccupant, type Room } from '../../../../core/rooms/room.ts';
import type { Session } from '../../../../core/presence/session.ts';
import { NS } from '../../wire/namespaces.ts';
import { stanzaError, type StanzaError } from '../../wire/stanza-error.ts';
import { attribute, elements, textOf, type Element } from '../../wire/stanza.ts';

/** One wish of a muc#admin request: a lasting affiliation by address, or a role by nickname (XEP-0045 8, 9, 10). */
export type AdminItem =
  | { readonly type: 'affiliation'; readonly address: Bare; readonly affiliation: Affiliation; readonly reason: string }
  | { readonly type: 'role'; readonly nickname: string; readonly role: Role; readonly reason: string };

/** The items of a set, or what is wrong with one of them. */
export function readItems(query: Element, room: Room): AdminItem[] | StanzaError {
  const items: AdminItem[] = [];
  for (const element of elements(query)) {
    if (element.getName() !== 'item') continue;
    const item = readItem(element, room);
    if (!('type' in item) || 'condition' in item) return item;
    items.push(item);
  }
  return items.length === 0 ? stanzaError('bad-request', 'There is no item.') : items;
}

function readItem(element: Element, room: Room): AdminItem | StanzaError {
  const affiliation = attribute(element, 'affiliation');
  const role = attribute(element, 'role');
  const reason = textOf(element, 'reason', NS.mucAdmin) ?? '';
  if ((affiliation === undefined) === (role === undefined)) {
    return stanzaError('bad-request', 'An item sets either an affiliation or a role.');
  }
  if (role !== undefined) return readRole(element, role, reason);
  if (!isAffiliation(affiliation)) return stanzaError('bad-request', 'There is no such affiliation.');
  // A nickname in place of an address is meant for whoever has it now (XEP-0045 9.1, in older clients).
  const nickname = attribute(element, 'nick');
  const jid = attribute(element, 'jid');
  const named = nickname === undefined ? undefined : findOccupant(room, nickname)?.person.address;
  const address = jid === undefined ? named : parseAddress(jid);
  if (jid === undefined && nickname !== undefined && !named)
    return stanzaError('item-not-found', 'Nobody here has that nickname.');
  if (!address) return stanzaError(jid === undefined ? 'bad-request' : 'jid-malformed', 'Name an address.');
  return { type: 'affiliation', address: address.bare, affiliation, reason };
}

function readRole(element: Element, role: string, reason: string): AdminItem | StanzaError {
  const nickname = attribute(element, 'nick');
  if (nickname === undefined) return stanzaError('bad-request', 'A role is set by nickname.');
  if (!isRole(role)) return stanzaError('bad-request', 'There is no such role.');
  return { type: 'role', nickname, role, reason };
}

/**
 * Why this item may not be granted. All items are asked before the first is done, so that a request is done as a whole or
 * not at all (XEP-0045 9.2).
 */
export function mayNotGrant(room: Room, session: Session, item: AdminItem): StanzaError | undefined {
  return item.type === 'role' ? mayNotSetRole(room, session, item) : mayNotAffiliate(room, session, item);
}

function mayNotSetRole(
  room: Room,
  session: Session,
  { nickname, role }: Extract<AdminItem, { type: 'role' }>,
): StanzaError | undefined {
  const actor = occupantOf(room, session);
  if (actor?.role !== 'moderator') return stanzaError('forbidden');
  const target = findOccupant(room, nickname);
  if (!target) return stanzaError('item-not-found', 'Nobody here has that nickname.');
  // XEP-0045 8.2, 8.4, 9.7: those of a higher affiliation, and the roles that go with being owner or admin.
  const isFixed = role !== 'none' && role !== 'moderator' && atLeast(target.affiliation, 'admin');
  return isFixed || !mayActOn(actor, target) ? stanzaError('not-allowed') : undefined;
}

function mayNotAffiliate(
  room: Room,
  session: Session,
  { address, affiliation }: Extract<AdminItem, { type: 'affiliation' }>,
): StanzaError | undefined {
  const before = room.affiliations.get(address)?.affiliation ?? 'none';
  const actor = { affiliation: affiliationOf(room, session), role: occupantOf(room, session)?.role ?? 'none' } as const;
  const isSelf = address === session.person.address.bare;
  if (isSelf && affiliation === 'outcast') return stanzaError('conflict', 'Nobody bans themselves.'); // XEP-0045 9.1
  if (before === affiliation || mayAffiliate(actor, before, affiliation)) return undefined;
  // XEP-0045 9.1: those of a higher affiliation; otherwise the asker has no say at all (forbidden).
  return atLeast(actor.affiliation, 'admin') && atLeast(before, 'admin')
    ? stanzaError('not-allowed')
    : stanzaError('forbidden');
}

/** XEP-0045 10.5: a room whose owners all give up is refused. */
export function leavesNoOwner(room: Room, items: readonly AdminItem[]): boolean {
  const owners = new Set<Bare>();
  for (const { address, affiliation } of room.affiliations.values()) if (affiliation === 'owner') owners.add(address);
  if (owners.size === 0) return false;
  for (const item of items) {
    if (item.type !== 'affiliation') continue;
    if (item.affiliation === 'owner') owners.add(item.address);
    else owners.delete(item.address);
  }
  return owners.size === 0;
}

export function isAffiliation(text: string | undefined): text is Affiliation {
  return (affiliations as readonly (string | undefined)[]).includes(text);
}

export function isRole(text: string | undefined): text is Role {
  return (roles as readonly (string | undefined)[]).includes(text);
}
