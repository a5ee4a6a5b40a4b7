import { sendDirect } from '../../../../core/direct/send.ts';
import { keyOfAddress } from '../../../../core/accounts/names.ts';
import { isRefusal, Later, refuse, type Outcome } from '../../../../core/refusal.ts';
import { affiliate } from '../../../../core/rooms/affiliate.ts';
import { parseAddress, type Address, type Bare } from '../../../../lib/address.ts';
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
function inviteAll(request: Request, room: Room, invites: readonly Element[]): Answer {
  const { context, session, stanza } = request;
  const targets: { to: Address; reason: string }[] = [];
  for (const each of invites) {
    const to = parseAddress(attribute(each, 'to') ?? '');
    if (!to) return stanzaError('jid-malformed', 'Name the address of whom to invite.');
    targets.push({ to, reason: textOf(each, 'reason', NS.mucUser) ?? '' });
  }
  if (!session.core.seats.has(room.address)) return stanzaError('not-acceptable', 'You are not in this room.');
  for (const { to, reason } of targets.slice(invited.get(stanza) ?? 0)) {
    const outcome = invite(context.core, session.core, room, { to: to.bare, reason, mediated: true });
    const isAbsent = isRefusal(outcome) && outcome.reason === 'no-such-account';
    const not = isAbsent ? inviteAbsent(request, room, { to: to.bare, reason }) : outcome;
    if (not) return not;
    invited.set(stanza, (invited.get(stanza) ?? 0) + 1);
  }
  return undefined;
}

/**
 * Whoever is not here finds the invitation in the archive, as a direct one from the inviter (SEMANTICS 4.1), and may enter: the
 * core has found that the inviter may invite.
 */
function inviteAbsent(
  { context, session, reference }: Request,
  room: Room,
  { to, reason }: { to: Bare; reason: string },
): Outcome {
  const account = context.core.accounts.get(keyOfAddress(to, context.core.config.domain) ?? '');
  if (account instanceof Later || isRefusal(account)) return account;
  if (!account.value) return refuse('no-such-account', to); // and nobody becomes a member for nothing
  const { membersOnly, key } = room.record.settings;
  const isStranger = (room.affiliations.get(to)?.affiliation ?? 'none') === 'none';
  const not =
    membersOnly && isStranger
      ? affiliate(context.core, session.core, room, { address: to, affiliation: 'member' })
      : undefined;
  if (not) return not;
  const x = xml('x', {
    xmlns: NS.conference,
    jid: room.address,
    reason: reason === '' ? undefined : reason,
    password: key === '' ? undefined : key,
  });
  const draft = { kind: 'tags', body: undefined, kept: true, payload: serialise(x), flavour: 'normal' } as const;
  return sendDirect(context.core, session.core, { address: to }, draft, reference);
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
