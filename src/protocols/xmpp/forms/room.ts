import { View } from '../../../core/endpoint.ts';
import type {
  ConfiguredEvent,
  Event,
  RankedEvent,
  RemovalCause,
  RemovedEvent,
  RoomRenamedOccupantEvent,
} from '../../../core/event.ts';
import type { InvitedEvent } from '../../../core/room-event.ts';
import type { OccupantRef } from '../../../core/event.ts';
import type { SettingChange } from '../../../core/rooms/settings.ts';
import type { Bare } from '../../../lib/address.ts';
import { escapeAttribute as attribute, escapeText as text } from '../wire/stanza.ts';
import { groupchat, subjectChange } from './groupchat.ts';
import type { Halves } from './splice.ts';
import { presenceHead, presenceTail, type PresenceFacts } from './occupant.ts';
import { roomRetraction } from './retraction.ts';
import { registrationRequest } from './registration-request.ts';
import { privateMessage } from './private-message.ts';

/**
 * What an event in a room is on this wire: the stanzas it becomes, each cut at the value of its `to` attribute. Undefined
 * where there is nothing to show, or where it is no room's event.
 */
export function roomStanzas(event: Event, view: number): readonly Halves[] | undefined {
  switch (event.type) {
    case 'message':
      return message(event, view);
    case 'joined':
    case 'availability':
    case 'identified': // another real address and occupant id, perhaps another rank, of whoever has that nickname
      return presence(event.room, event.who, view, { codes: [] });
    case 'left':
      return presence(event.room, event.who, view, { unavailable: true, status: event.reason, codes: [] });
    case 'removed':
      return removed(event, view);
    case 'ranked':
      return ranked(event, view);
    case 'renamed':
      return renamed(event, view);
    case 'subject':
      return [subjectChange(event)];
    case 'redacted':
      return event.room === undefined ? undefined : [roomRetraction(event)];
    case 'configured':
      return configured(event);
    case 'invited':
      return view & View.SELF ? [invitation(event)] : [];
    case 'knocked':
      return [registrationRequest(event)];
    default:
      return undefined; // masks are no matter of occupants here, and the rest is not about rooms
  }
}

function message(event: Extract<Event, { type: 'message' }>, view: number): readonly Halves[] | undefined {
  if (event.room === undefined) return undefined;
  if (event.to === undefined && event.toNickname === undefined) return [groupchat(event, view)];
  const halves = privateMessage(event, view);
  return halves && [halves];
}

function presence(room: Bare, who: OccupantRef, view: number, facts: PresenceFacts): readonly Halves[] {
  const codes = (view & View.SELF) === 0 ? facts.codes : [110, ...facts.codes];
  return [[presenceHead(room, who.nickname), presenceTail(who, view, { ...facts, codes })]];
}

/** XEP-0045 15.6 (status codes). */
const removalCodes: Record<RemovalCause, readonly number[]> = {
  kicked: [307],
  banned: [301],
  'affiliation-lost': [321],
  'members-only': [322],
  destroyed: [],
  shutdown: [332],
  error: [307, 333],
};

function removed(event: RemovedEvent, view: number): readonly Halves[] {
  const { cause } = event;
  // The item of somebody removed has no role, and no affiliation with a room that is gone (XEP-0045 10.9).
  const affiliation = cause === 'destroyed' ? 'none' : cause === 'banned' ? 'outcast' : event.who.affiliation;
  return presence(event.room, { ...event.who, role: 'none', affiliation }, view, {
    unavailable: true,
    by: event.by,
    reason: event.reason,
    codes: removalCodes[cause],
    destroyed: cause === 'destroyed',
  });
}

/** Somebody present: new presence (XEP-0045 8.3, 9.3). Somebody absent: the room tells those who may see addresses (9.8). */
function ranked(event: RankedEvent, view: number): readonly Halves[] | undefined {
  const { room, who, by, reason } = event;
  // A voice given or taken where everybody is heard is nothing here.
  const isSame = event.before.affiliation === who.affiliation && event.before.role === who.role;
  if (event.present) return isSame ? [] : presence(room, who, view, { by, reason, codes: [] });
  if ((view & View.PRIVILEGED) === 0) return undefined;
  const item = `<item affiliation='${who.affiliation}' role='none' jid='${attribute(who.address)}'/>`;
  return [fromRoom(room, item)];
}

/** XEP-0045 7.6: unavailable under the old nickname with 303, then available under the new one. */
function renamed(event: RoomRenamedOccupantEvent, view: number): readonly Halves[] {
  const { room, who, nickname } = event;
  return [
    ...presence(room, who, view, { unavailable: true, nick: nickname, codes: [303] }),
    ...presence(room, { ...who, nickname }, view, { codes: [] }),
  ];
}

/** XEP-0045 10.2.1: which codes tell of the change. */
function configured({ room, changes }: ConfiguredEvent): readonly Halves[] {
  const codes = [...new Set(changes.map(codeOf))].sort();
  return [fromRoom(room, codes.map((code) => `<status code='${code}'/>`).join(''))];
}

function codeOf({ name, after }: SettingChange): number {
  if (name === 'archived') return after === true ? 170 : 171;
  if (name === 'nonAnonymous') return after === true ? 172 : 173;
  return 104;
}

function fromRoom(room: Bare, inner: string): Halves {
  return [
    `<message from='${attribute(room)}' to='`,
    `' type='groupchat'><x xmlns='http://jabber.org/protocol/muc#user'>${inner}</x></message>`,
  ];
}

/** A mediated invitation with its XEP-0249 twin in the same stanza, or a direct one (SEMANTICS 4.1). */
function invitation({ room, by, reason, key, mediated }: InvitedEvent): Halves {
  const why = reason === '' ? '' : `<reason>${text(reason)}</reason>`;
  const password = key === undefined ? '' : `<password>${text(key)}</password>`;
  const direct = `<x xmlns='jabber:x:conference' jid='${attribute(room)}'${reason === '' ? '' : ` reason='${attribute(reason)}'`}${key === undefined ? '' : ` password='${attribute(key)}'`}/>`;
  const invite = `<x xmlns='http://jabber.org/protocol/muc#user'><invite from='${attribute(by.address)}'>${why}</invite>${password}</x>`;
  return [
    `<message from='${attribute(mediated ? room : by.address)}' to='`,
    `'>${mediated ? invite : ''}${direct}</message>`,
  ];
}
