import { View } from '../../../core/endpoint.ts';
import type { OccupantRef, PersonRef } from '../../../core/event.ts';
import type { Bare } from '../../../lib/address.ts';
import { escapeAttribute as attribute, escapeText as text } from '../wire/stanza.ts';

/** What one occupant presence says beside who it is about (XEP-0045 7.2, 7.14, 8.2, 9.1, 10.9). */
export interface PresenceFacts {
  readonly unavailable?: boolean;
  /** The new nickname, with status 303. */
  readonly nick?: string;
  readonly status?: string;
  readonly by?: PersonRef | undefined;
  readonly reason?: string;
  readonly codes: readonly number[];
  /** The `id` of the presence that this answers. */
  readonly id?: string | undefined;
  /** The room is gone: `<destroy/>` beside the item. */
  readonly destroyed?: boolean;
  /** Where to go instead. */
  readonly alternate?: Bare;
}

/** Everything of an occupant's presence behind the `to` attribute's value. */
export function presenceTail(who: OccupantRef, view: number, facts: PresenceFacts): string {
  const id = facts.id === undefined ? '' : ` id='${attribute(facts.id)}'`;
  const type = facts.unavailable ? `'${id} type='unavailable'>` : `'${id}>`;
  const state = facts.unavailable ? statusElement(facts.status) : availabilityElements(who);
  return `${type}${state}${mucUser(who, view, facts)}${occupantId(who.occupantId)}${displayName(who)}</presence>`;
}

/** Everything before the `to` attribute's value. */
export function presenceHead(room: Bare, nickname: string): string {
  return `<presence from='${occupantAddress(room, nickname)}' to='`;
}

/** `room/nick`, escaped for an attribute. */
export function occupantAddress(room: Bare, nickname: string): string {
  return `${attribute(room)}/${attribute(nickname)}`;
}

export function occupantId(id: string): string {
  return `<occupant-id xmlns='urn:xmpp:occupant-id:0' id='${attribute(id)}'/>`;
}

function mucUser(who: OccupantRef, view: number, facts: PresenceFacts): string {
  const codes = facts.codes.map((code) => `<status code='${code}'/>`).join('');
  const alternate = facts.alternate === undefined ? '' : ` jid='${attribute(facts.alternate)}'`;
  const destroy = facts.destroyed ? `<destroy${alternate}>${reasonElement(facts.reason)}</destroy>` : '';
  return `<x xmlns='http://jabber.org/protocol/muc#user'>${item(who, view, facts)}${destroy}${codes}</x>`;
}

/** Whoever may see real addresses is shown the `jid`, and everybody is shown their own. */
function item(who: OccupantRef, view: number, facts: PresenceFacts): string {
  const jid = (view & (View.SELF | View.PRIVILEGED)) === 0 ? '' : ` jid='${attribute(realAddress(who))}'`;
  const nick = facts.nick === undefined ? '' : ` nick='${attribute(facts.nick)}'`;
  const start = `<item affiliation='${who.affiliation}' role='${who.role}'${jid}${nick}`;
  const actor = facts.by ? `<actor nick='${attribute(facts.by.nickname)}'/>` : '';
  const inner = facts.destroyed ? actor : actor + reasonElement(facts.reason);
  return inner === '' ? `${start}/>` : `${start}>${inner}</item>`;
}

/** XEP-0045 7.2.3: the full address. */
function realAddress({ address, device }: OccupantRef): string {
  return device === undefined ? address : `${address}/${device}`;
}

function reasonElement(reason: string | undefined): string {
  return reason ? `<reason>${text(reason)}</reason>` : '';
}

/** RFC 6121 4.7.2: `online` is said by saying nothing. Priorities are the account's own business and not shown in rooms. */
function availabilityElements({ availability }: OccupantRef): string {
  const show = availability.show === 'online' ? '' : `<show>${availability.show}</show>`;
  return show + statusElement(availability.status) + (availability.payload ?? '');
}

function statusElement(status: string | undefined): string {
  return status ? `<status>${text(status)}</status>` : '';
}

/** XEP-0172 4.3, where it tells more than the nickname does. */
function displayName({ displayName: name, nickname }: OccupantRef): string {
  return name === '' || name === nickname ? '' : `<nick xmlns='http://jabber.org/protocol/nick'>${text(name)}</nick>`;
}
