import { View } from '../../../core/endpoint.ts';
import type { Audience, MessageEvent, SubjectEvent, Typing } from '../../../core/event.ts';
import type { Bare } from '../../../lib/address.ts';
import { withoutFormatting } from '../../../lib/formatting.ts';
import { NS } from '../wire/namespaces.ts';
import { escapeAttribute as attribute, escapeText as text } from '../wire/stanza.ts';
import { quotationOf, replyElements } from './reply.ts';
import type { Halves } from './splice.ts';
import { occupantAddress, occupantId } from './occupant.ts';
import { retracted } from './tombstone.ts';

/**
 * A room's message as its occupants see it (XEP-0045 7.4): the client's `id` unchanged (`muc#stable_id`), our stanza-id
 * (XEP-0359) and the occupant id (XEP-0421). `REPLAY` adds when it was said (XEP-0045 7.2.13).
 */
export function groupchat(event: MessageEvent, view: number): Halves {
  const room = event.room as Bare;
  const delay = (view & View.REPLAY) === 0 ? '' : delayElement(room, event.at);
  return [
    `<message from='${occupantAddress(room, event.from.nickname)}' to='`,
    `' type='groupchat'${messageId(event)}>${messageChildren(event)}${archiveId(event)}${occupantId(event.from.occupantId)}${delay}</message>`,
  ];
}

/**
 * Only what may be found in the archive has an id there: clients take the last one they saw as the place to go on from
 * (XEP-0313 3.4).
 */
function archiveId({ kept, room, id }: MessageEvent): string {
  return kept ? stanzaId(room as Bare, id) : '';
}

/** Body and payload, as the sender gave them. */
export function messageChildren(event: MessageEvent): string {
  if (event.kind === 'redacted') return retracted(event);
  const more = event.payload ?? typingElements(event);
  return bodyElement(event) + more + (event.tags === undefined ? '' : replyElements(event));
}

const chatStates: Readonly<Record<Typing, string>> = { active: 'composing', paused: 'paused', done: 'active' };

/** What a client of another kind tells of its keyboard (XEP-0085), not to be kept anywhere (XEP-0334). */
function typingElements({ typing }: MessageEvent): string {
  if (typing === undefined) return '';
  const state = `<${chatStates[typing]} xmlns='${NS.chatStates}'/>`;
  return `${state}<no-store xmlns='${NS.hints}'/>`;
}

/** Before what not all in the room hear (SEMANTICS 5, "statusmsg"). */
const audienceMarks: Readonly<Record<Audience, string>> = {
  voiced: '[+] ',
  moderators: '[@] ',
  admins: '[&amp;] ',
  owners: '[~] ',
  'op-moderated': '',
};

/**
 * Actions are `/me` (XEP-0245). A text that only looks like one gets a space before it, so that it is not shown as one
 * (SEMANTICS 5); a notice has no spelling of its own.
 */
function bodyElement(event: MessageEvent): string {
  const { kind, body, audience } = event;
  if (body === undefined) return '';
  const mark = audience === undefined ? '' : audienceMarks[audience];
  const plain = text(quotationOf(event)) + mark + text(withoutFormatting(body));
  if (kind === 'action') return `<body>/me ${plain}</body>`;
  return `<body>${plain.startsWith('/me ') ? ' ' : ''}${plain}</body>`;
}

/** A change of subject: no body (XEP-0045 8.1). Empty where the subject was removed. */
export function subjectChange(event: SubjectEvent): Halves {
  const { room, by, subject, clientId } = event;
  return [
    `<message from='${occupantAddress(room, by.nickname)}' to='`,
    `' type='groupchat'${idAttribute(clientId)}><subject>${text(withoutFormatting(subject))}</subject>${occupantId(by.occupantId)}</message>`,
  ];
}

/** The subject as who enters gets it, always exactly one (XEP-0045 7.2.15). */
export function currentSubject(room: Bare, subject: { text: string; by: string; at: number } | undefined): Halves {
  const from = subject ? occupantAddress(room, subject.by) : attribute(room);
  const delay = subject ? delayElement(room, subject.at) : '';
  return [
    `<message from='${from}' to='`,
    `' type='groupchat'><subject>${text(withoutFormatting(subject?.text ?? ''))}</subject>${delay}</message>`,
  ];
}

/** XEP-0203. */
export function delayElement(from: string, at: number): string {
  return `<delay xmlns='urn:xmpp:delay' from='${attribute(from)}' stamp='${new Date(at).toISOString()}'/>`;
}

/** XEP-0359: our name for the message; the same that IRC sees as msgid. */
export function stanzaId(by: string, id: string): string {
  return `<stanza-id xmlns='urn:xmpp:sid:0' by='${attribute(by)}' id='${id}'/>`;
}

/** What its author calls it; else ours, so that it can be named by who corrects it or answers it (XEP-0308 3, XEP-0444 4.1). */
export function messageId({ clientId, id, kept, body }: MessageEvent): string {
  return idAttribute(clientId ?? (kept || body !== undefined ? id : undefined));
}

export function idAttribute(id: string | undefined): string {
  return id === undefined ? '' : ` id='${attribute(id)}'`;
}
