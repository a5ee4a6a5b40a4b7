import { parseAddress, type Address } from '../../../../lib/address.ts';
import { invite } from '../../../../core/rooms/invite.ts';
import type { Room } from '../../../../core/rooms/room.ts';
import { PASS, type Answer, type Request } from '../../context.ts';
import type { Feature } from '../../feature.ts';
import { splice } from '../../forms/splice.ts';
import { NS } from '../../wire/namespaces.ts';
import { stanzaError } from '../../wire/stanza-error.ts';
import {
  attribute,
  childOf,
  escapeAttribute,
  elements,
  textOf,
  xml,
  serialise,
  type Element,
} from '../../wire/stanza.ts';
import { isRoom, roomOf } from './find-room.ts';

/** Asking people in: through the room (XEP-0045 7.8) and directly (XEP-0249). */
export const invitations: Feature = {
  message: {
    room: throughRoom,
    person: direct,
    device: direct,
  },
};

function throughRoom(request: Request): Answer {
  const x = childOf(request.stanza, 'x', NS.mucUser);
  if (!x || request.type === 'groupchat' || request.type === 'error') return PASS;
  const invites = elements(x).filter((child) => child.getName() === 'invite');
  const declines = elements(x).filter((child) => child.getName() === 'decline');
  if (invites.length + declines.length === 0) return PASS;
  const room = roomOf(request);
  if (!isRoom(room)) return room;
  return declines[0] ? decline(request, room, declines[0]) : inviteAll(request, room, invites);
}

/** Several people at once are asked one after the other; the first refusal is the answer. */
function inviteAll({ context, session, stanza }: Request, room: Room, invites: readonly Element[]): Answer {
  const targets: { to: Address; reason: string }[] = [];
  for (const each of invites) {
    const to = parseAddress(attribute(each, 'to') ?? '');
    if (!to) return stanzaError('jid-malformed', 'Name the address of whom to invite.');
    targets.push({ to, reason: textOf(each, 'reason', NS.mucUser) ?? '' });
  }
  if (!session.core.seats.has(room.address)) return stanzaError('not-acceptable', 'You are not in this room.');
  for (const { to, reason } of targets.slice(invited.get(stanza) ?? 0)) {
    const outcome = invite(context.core, session.core, room, { to: to.bare, reason, mediated: true });
    if (outcome) return outcome;
    invited.set(stanza, (invited.get(stanza) ?? 0) + 1);
  }
  return undefined;
}

/** How many of a stanza's invitations are made: it may have to wait between two of them. */
const invited = new WeakMap<Element, number>();

/** XEP-0045 7.8.2: the inviter is told, by the room. Whoever is not here any more is not. */
function decline({ context, session }: Request, room: Room, element: Element): Answer {
  const to = parseAddress(attribute(element, 'to') ?? '');
  if (!to) return stanzaError('jid-malformed', 'Name the address of who invited you.');
  const reason = textOf(element, 'reason', NS.mucUser);
  const told = xml(
    'decline',
    { from: session.address.bare },
    reason === undefined ? undefined : xml('reason', {}, reason),
  );
  const tail = `'>${serialise(xml('x', { xmlns: NS.mucUser }, told))}</message>`;
  const rendering = splice([`<message from='${escapeAttribute(room.address)}' to='`, tail]);
  // Only who is inside can have invited: nobody else is reached by this.
  for (const { device } of context.core.people.byAddress(to.bare)?.sessions ?? []) {
    const inviter = context.sessions.get(`${to.bare}/${device}`);
    if (inviter?.core.seats.has(room.address)) inviter.sendSpliced(rendering);
  }
  return undefined;
}

/**
 * A direct invitation to a room here is an invitation like any other, so that it reaches people on IRC too. From somebody
 * who is not inside, or to a room elsewhere, it is an ordinary message.
 */
function direct({ context, session, stanza, to, type }: Request): Answer {
  const x = childOf(stanza, 'x', NS.conference);
  if (!x || type === 'error' || type === 'groupchat') return PASS;
  const address = parseAddress(attribute(x, 'jid') ?? '');
  const room = address && context.core.rooms.find(address.bare);
  if (!room || !session.core.seats.has(room.address) || !context.core.people.byAddress(to.bare)) return PASS;
  return invite(context.core, session.core, room, {
    to: to.bare,
    reason: attribute(x, 'reason') ?? '',
    mediated: false,
  });
}
