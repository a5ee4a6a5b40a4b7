import { View } from '../../../core/endpoint.ts';
import type { MessageEvent } from '../../../core/event.ts';
import type { Bare } from '../../../lib/address.ts';
import { escapeAttribute as attribute } from '../wire/stanza.ts';
import { messageChildren, messageId, stanzaId } from './groupchat.ts';
import type { Halves } from './splice.ts';
import { occupantAddress, occupantId } from './occupant.ts';

const MARK = "<x xmlns='http://jabber.org/protocol/muc#user'/>";

/** A message from one occupant to another (XEP-0045 7.5), or a carbon of it for a further session (XEP-0280 6.1). */
export function privateMessage(event: MessageEvent, view: number): Halves | undefined {
  if ((view & View.OWN) !== 0) return undefined;
  if ((view & View.COPY_SENT) !== 0) return carbon('sent', event.from.address, sentMessage(event, event.from.address));
  const received = receivedHalves(event);
  if ((view & View.COPY_RECEIVED) === 0) return received;
  const to = event.to as Bare;
  return carbon('received', to, `${received[0]}${attribute(to)}${received[1]}`);
}

/** As the receiver has it, live and in their archive. */
function receivedHalves(event: MessageEvent): Halves {
  return [
    `<message xmlns='jabber:client' from='${occupantAddress(event.room as Bare, event.from.nickname)}' to='`,
    `'${rest(event)}${archivedAs(event, event.to as Bare)}${occupantId(event.from.occupantId)}</message>`,
  ];
}

/** As the sender sent it. */
function sentMessage(event: MessageEvent, owner: Bare): string {
  const to = occupantAddress(event.room as Bare, event.toNickname ?? '');
  return `<message xmlns='jabber:client' from='${attribute(owner)}' to='${to}'${rest(event)}${archivedAs(event, owner)}</message>`;
}

/** The message in the archive of one of its two parties, without our archive id. */
export function archivedPrivate(event: MessageEvent, owner: Bare): string {
  if (event.from.address === owner) return sentMessage({ ...event, kept: false }, owner);
  const [head, tail] = receivedHalves({ ...event, kept: false });
  return `${head}${attribute(owner)}${tail}`;
}

function rest(event: MessageEvent): string {
  return ` type='${event.flavour ?? 'chat'}'${messageId(event)}>${messageChildren(event)}${MARK}`;
}

function archivedAs({ kept, id }: MessageEvent, owner: Bare): string {
  return kept ? stanzaId(owner, id) : '';
}

function carbon(direction: 'sent' | 'received', owner: Bare, message: string): Halves {
  const from = attribute(owner);
  return [
    `<message from='${from}' to='`,
    `' type='chat'><${direction} xmlns='urn:xmpp:carbons:2'><forwarded xmlns='urn:xmpp:forward:0'>${message}</forwarded></${direction}></message>`,
  ];
}
