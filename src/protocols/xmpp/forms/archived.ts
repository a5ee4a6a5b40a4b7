import { unedited } from '../../../core/archive/edited.ts';
import type { MessageEvent } from '../../../core/event.ts';
import type { Bare } from '../../../lib/address.ts';
import { escapeAttribute as attribute } from '../wire/stanza.ts';
import { actMessage } from './acts.ts';
import { messageChildren, messageId } from './groupchat.ts';
import { occupantAddress, occupantId } from './occupant.ts';
import { archivedRetraction } from './retraction.ts';
import { archivedPrivate } from './private-message.ts';

/**
 * A room's message out of the archive: without `to`, and from the occupant (XEP-0313 5.1.2). Where addresses are no secret,
 * with the speaker's.
 */
export function archivedGroupchat(stored: MessageEvent, isNonAnonymous: boolean): string {
  if (stored.past?.type === 'redacted') return archivedRetraction(stored.past);
  const event = asSent(stored);
  const { from } = event;
  const item = isNonAnonymous
    ? `<x xmlns='http://jabber.org/protocol/muc#user'><item jid='${attribute(from.address)}'/></x>`
    : '';
  const start = `<message xmlns='jabber:client' from='${occupantAddress(event.room as Bare, from.nickname)}' type='groupchat'${messageId(event)}>`;
  return `${start}${messageChildren(event)}${item}${occupantId(from.occupantId)}</message>`;
}

/** A direct message out of its owner's archive. */
export function archivedDirect(stored: MessageEvent, owner: Bare): string {
  if (stored.past?.type === 'redacted') return archivedRetraction(stored.past, owner);
  const event = asSent(stored);
  if (event.room !== undefined) return archivedPrivate(event, owner);
  const { from, to, flavour } = event;
  const addresses = `from='${attribute(from.address)}' to='${attribute(to ?? owner)}'`;
  return `<message xmlns='jabber:client' ${addresses} type='${flavour ?? 'chat'}'${messageId(event)}>${messageChildren(event)}</message>`;
}

/** Corrections are results of their own, beside the message as it was (SEMANTICS 5.1, 6.1). */
function asSent(stored: MessageEvent): MessageEvent {
  const { past } = stored;
  return past?.type === 'reacted' || past?.type === 'edited' ? actMessage(past) : unedited(stored);
}
