import { View } from '../../../core/endpoint.ts';
import type { MessageEvent } from '../../../core/event.ts';
import type { Bare } from '../../../lib/address.ts';
import { escapeAttribute as attribute } from '../wire/stanza.ts';
import { delayElement, messageChildren, messageId, stanzaId } from './groupchat.ts';
import type { Halves } from './splice.ts';

/**
 * A direct message as this wire shows it (RFC 6121 5): to whom it is addressed, or, where carbons are wanted, a copy of it in
 * a `sent` or `received` wrapper (XEP-0280 6, 7). The sending session sees nothing of its own.
 */
export function directMessage(event: MessageEvent, view: View, carbons: boolean): Halves | undefined {
  if ((view & View.OWN) !== 0) return undefined;
  const isSent = (view & View.COPY_SENT) !== 0;
  if (!isSent && (view & View.COPY_RECEIVED) === 0) return received(event, event.to as Bare, view);
  if (!carbons || !isCopied(event)) return undefined;
  const owner = isSent ? event.from.address : (event.to as Bare);
  return carbon(isSent ? 'sent' : 'received', owner, forwarded(event, owner));
}

/** The message as it is, in the archive of `owner`, for a forwarded element (XEP-0297): archive ids belong to who looks. */
export function forwarded(event: MessageEvent, owner: Bare): string {
  const [head, tail] = received(event, owner, View.OTHER);
  const to = attribute(event.to as Bare) + (event.toResource === undefined ? '' : `/${attribute(event.toResource)}`);
  return `<message xmlns='jabber:client'${head.slice('<message'.length)}${to}${tail}`;
}

function received(event: MessageEvent, owner: Bare, view: View): Halves {
  const delay = (view & View.REPLAY) === 0 ? '' : delayElement(domainOf(owner), event.at);
  const id = event.kept ? stanzaId(owner, event.id) : '';
  return [
    `<message from='${senderOf(event)}' to='`,
    `' type='${attribute(event.flavour ?? 'chat')}'${messageId(event)}>${messageChildren(event)}${id}${delay}</message>`,
  ];
}

function senderOf({ from, fromDevice }: MessageEvent): string {
  return attribute(fromDevice === undefined ? from.address : `${from.address}/${fromDevice}`);
}

function domainOf(address: Bare): string {
  return address.slice(address.indexOf('@') + 1);
}

/**
 * XEP-0280 6.1: conversations are copied; headlines, and what the sender asks not to copy, are not. Payloads are in canonical
 * spelling: made by our own serialiser.
 */
function isCopied({ flavour, body, payload }: MessageEvent): boolean {
  if (payload !== undefined && NO_COPY.test(payload)) return false;
  if (flavour === undefined || flavour === 'chat') return true;
  return flavour === 'normal' && (body !== undefined || (payload !== undefined && CONVERSATION.test(payload)));
}

const NO_COPY = /<no-copy xmlns='urn:xmpp:hints'|<private xmlns='urn:xmpp:carbons:2'/;
const CONVERSATION = /xmlns='(urn:xmpp:receipts|urn:xmpp:chat-markers:0|http:\/\/jabber\.org\/protocol\/chatstates)'/;

/** A copy for a further session of `owner` (XEP-0280 6, 7). */
export function carbon(direction: 'sent' | 'received', owner: Bare, message: string): Halves {
  return [
    `<message from='${attribute(owner)}' to='`,
    `' type='chat'><${direction} xmlns='urn:xmpp:carbons:2'><forwarded xmlns='urn:xmpp:forward:0'>${message}</forwarded></${direction}></message>`,
  ];
}
