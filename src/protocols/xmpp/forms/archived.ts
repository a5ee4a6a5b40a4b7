import type { MessageEvent } from '../../../core/event.ts';
import type { Bare } from '../../../lib/address.ts';
import { escapeAttribute as attribute } from '../wire/stanza.ts';
import { idAttribute, messageChildren } from './groupchat.ts';
import { occupantAddress, occupantId } from './occupant.ts';
import { archivedRetraction } from './retraction.ts';
import { archivedPrivate } from './private-message.ts';

/**
 * A room's message out of the archive: without `to`, and from the occupant (XEP-0313 5.1.2). Where addresses are no secret,
 * with the speaker's.
 */
export function archivedGroupchat(event: MessageEvent, isNonAnonymous: boolean): string {
  if (event.past?.type === 'redacted') return archivedRetraction(event.past);
  const { from, clientId } = event;
  const item = isNonAnonymous
    ? `<x xmlns='http://jabber.org/protocol/muc#user'><item jid='${attribute(from.address)}'/></x>`
    : '';
  const start = `<message xmlns='jabber:client' from='${occupantAddress(event.room as Bare, from.nickname)}' type='groupchat'${idAttribute(clientId)}>`;
  return `${start}${messageChildren(event)}${item}${occupantId(from.occupantId)}</message>`;
}

/** A direct message out of its owner's archive. */
export function archivedDirect(event: MessageEvent, owner: Bare): string {
  if (event.past?.type === 'redacted') return archivedRetraction(event.past, owner);
  if (event.room !== undefined) return archivedPrivate(event, owner);
  const { from, to, flavour, clientId } = event;
  const addresses = `from='${attribute(from.address)}' to='${attribute(to ?? owner)}'`;
  return `<message xmlns='jabber:client' ${addresses} type='${flavour ?? 'chat'}'${idAttribute(clientId)}>${messageChildren(event)}</message>`;
}
