import { View } from '../../../core/endpoint.ts';
import type { RedactedEvent } from '../../../core/history-event.ts';
import type { Bare } from '../../../lib/address.ts';
import { NS } from '../wire/namespaces.ts';
import { escapeAttribute as attribute } from '../wire/stanza.ts';
import { carbon } from './direct.ts';
import { idAttribute, stanzaId } from './groupchat.ts';
import { occupantAddress, occupantId } from './occupant.ts';
import type { Halves } from './splice.ts';
import { moderated, reasonElement } from './tombstone.ts';

/** For clients that do not know it (XEP-0424 3.1, XEP-0428), and for archives (XEP-0334). */
const FALLBACK =
  `<fallback xmlns='urn:xmpp:fallback:0' for='${NS.retract}'/>` +
  `<body>/me took back a message, but your client does not support that.</body><store xmlns='${NS.hints}'/>`;

/** A message in a room was taken back by its author (XEP-0424) or removed by a moderator (XEP-0425 3). */
export function roomRetraction(event: RedactedEvent): Halves {
  const room = event.room as Bare;
  const id = stanzaId(room, event.id);
  return [
    `<message from='${senderIn(room, event)}' to='`,
    `' type='groupchat'${idAttribute(event.actId)}>${inner(event)}${id}</message>`,
  ];
}

/** A direct message was taken back: to its receiver, and as a copy to the author's other sessions where those are wanted. */
export function directRetraction(event: RedactedEvent, view: View, carbons: boolean): Halves | undefined {
  const isSent = (view & View.COPY_SENT) !== 0;
  const to = event.to as Bare;
  const rest = `' type='chat'${idAttribute(event.actId)}>${inner(event)}`;
  if (!isSent) return [`<message from='${senderOf(event)}' to='`, `${rest}${stanzaId(to, event.id)}</message>`];
  if (!carbons) return undefined;
  const owner = event.by.address;
  const copy = `<message xmlns='${NS.client}' from='${attribute(owner)}' to='${receiverOf(event)}${rest}${stanzaId(owner, event.id)}</message>`;
  return carbon('sent', owner, copy);
}

/** The act as the archive of a room, or of one of the two, has it. */
export function archivedRetraction(event: RedactedEvent, owner?: Bare): string {
  const isRoom = event.to === undefined;
  const isOwn = event.by.address === owner;
  const from = isRoom ? senderIn(event.room as Bare, event) : isOwn ? attribute(event.by.address) : senderOf(event);
  const to = isRoom ? '' : ` to='${isOwn ? receiverOf(event) : attribute(owner as Bare)}'`;
  return `<message xmlns='${NS.client}' from='${from}'${to} type='${isRoom ? 'groupchat' : 'chat'}'${idAttribute(event.actId)}>${inner(event)}</message>`;
}

/** Who speaks: the author, or, where a moderator acted, the room. */
function senderIn(room: Bare, { by, author }: RedactedEvent): string {
  return by.address === author.address ? occupantAddress(room, by.nickname) : attribute(room);
}

function senderOf({ room, by }: RedactedEvent): string {
  return room === undefined ? attribute(by.address) : occupantAddress(room, by.nickname);
}

/** Nobody learns from a private message through a room who is behind the nickname (XEP-0045 7.5). */
function receiverOf({ room, to, toNickname }: RedactedEvent): string {
  return room === undefined ? attribute(to as Bare) : occupantAddress(room, toNickname ?? '');
}

function inner(event: RedactedEvent): string {
  const { room, to, by, author, message, clientId, reason } = event;
  const name = room === undefined || to !== undefined ? (clientId ?? message) : message;
  const start = `<retract xmlns='${NS.retract}' id='${attribute(name)}'`;
  if (by.address === author.address) {
    const who = room === undefined ? '' : occupantId(by.occupantId);
    return `${start}/>${FALLBACK}${who}`;
  }
  const detail = room === undefined || to !== undefined ? '' : moderated(room, by);
  return `${start}>${detail}${reasonElement(reason)}</retract>`;
}
