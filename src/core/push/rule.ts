import type { Bare } from '../../lib/address.ts';
import type { Core } from '../core.ts';
import type { MessageEvent } from '../event.ts';
import type { ReadEvent } from '../history-event.ts';
import type { Session } from '../presence/session.ts';
import type { InvitedEvent } from '../room-event.ts';
import { mayHear } from '../rooms/audience.ts';
import type { Occupant, Room } from '../rooms/room.ts';
import { carryOut } from './carry-out.ts';
import { mentions } from './mentions.ts';
import { shownKey } from './shown.ts';
import { pushSender, type PushedEvent } from './state.ts';

// What is worth waking a device for, for all wires (SEMANTICS 7): what is said to one person, a mention, an invitation.

/** A message to somebody alone, where it is shown. */
export function pushDirect(core: Core, event: MessageEvent): void {
  const { to } = event;
  if (to !== undefined && to !== event.from.address && isSaid(event)) enqueue(core, to, event);
}

/** Something said in a room, where it is shown: for those it mentions. Costs nothing where nobody in the room has a subscription. */
export function pushMentions(core: Core, room: Room, event: MessageEvent): void {
  const { subscribers } = room;
  if (subscribers === undefined || subscribers.size === 0 || !isSaid(event)) return;
  const told = new Set<Occupant>();
  for (const name of mentions(event.body ?? '')) {
    const occupant = room.occupants.get(name);
    if (!occupant || told.has(occupant) || !subscribers.has(occupant)) continue;
    told.add(occupant);
    const { bare } = occupant.person.address;
    const hears = event.audience === undefined || mayHear(event.audience, occupant);
    if (hears && bare !== event.from.address) enqueue(core, bare, event);
  }
}

export function pushInvitation(core: Core, event: InvitedEvent): void {
  enqueue(core, event.who.address, event);
}

/** Somebody has read: devices that were told of what is read now may take it away again. That of `session` knows. */
export function pushRead(core: Core, session: Session, event: ReadEvent, conversation: string): void {
  const { shown, owners } = core.pushes;
  const key = shownKey(event.owner, conversation);
  const first = shown.get(key);
  if (first === undefined || first > event.upTo) return;
  shown.delete(key);
  if (owners.has(event.owner) && pushSender(core)) carryOut(core, event.owner, event, core.pushes.devices.get(session));
}

/** Words, and not a client's question to another (CTCP). */
function isSaid({ body, kind }: MessageEvent): boolean {
  return body !== undefined && kind !== 'tags' && (kind === 'action' || !body.startsWith('\x01'));
}

function enqueue(core: Core, owner: Bare, event: PushedEvent): void {
  if (!core.pushes.owners.has(owner) || !pushSender(core)) return;
  core.pushes.line.add(owner, event, core.config.push.delay);
}
