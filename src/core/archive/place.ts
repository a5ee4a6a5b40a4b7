import type { Bare } from '../../lib/address.ts';
import type { Id } from '../../lib/id.ts';
import type { Core } from '../core.ts';
import { conversationOf } from '../direct/conversation.ts';
import { View } from '../endpoint.ts';
import type { MessageEvent } from '../event.ts';
import { fanOut, tell } from '../fan-out.ts';
import type { ActEvent, EditToldEvent } from '../history-event.ts';
import type { Session } from '../presence/session.ts';
import type { Room } from '../rooms/room.ts';
import { readableFrom } from './readable.ts';

/** Where a message is: in a room, or among those exchanged with somebody, perhaps `through` a room (XEP-0045 7.5). */
export type Place = { readonly room: Room } | { readonly peer: Bare; readonly through?: Bare };

/** The archive's key for what is said there. */
export function conversationIn({ person }: Session, place: Place): string {
  return 'room' in place ? place.room.record.id : conversationOf(person.address.bare, place.peer);
}

/** Is what is said there kept, so that it can be found again by its id? */
export function isKeptIn({ config }: Core, { person }: Session, place: Place): boolean {
  if (!config.history.enabled) return false;
  if ('room' in place) return place.room.record.settings.archived;
  return config.history.direct && [place.peer, person.address.bare].some((each) => each.endsWith(`@${config.domain}`));
}

/** A message of that place by its id, where the session may read it. Rejects with `StorageAway`. */
export async function findAt(core: Core, session: Session, place: Place, id: Id): Promise<MessageEvent | undefined> {
  const { archive } = core.storage;
  const conversation = conversationIn(session, place);
  let found = await archive.find(conversation, id);
  if (!found && core.writer.queued > 0) {
    // With `history.commit = "after"` it may have been shown already.
    await core.writer.passed();
    found = await archive.find(conversation, id);
  }
  if (!found) return undefined;
  if (!('room' in place)) return place.through === undefined || found.room === place.through ? found : undefined;
  const from = await readableFrom(core, place.room, session);
  return from !== undefined && id <= from ? undefined : found;
}

/** Was it sent by somebody, and does it stand? Otherwise nothing can be done to it. */
export function stands({ kind }: MessageEvent): boolean {
  return kind === 'text' || kind === 'action' || kind === 'notice' || kind === 'tags';
}

/** Those of the two whose archive a direct message is in; nobody for a room's. */
export function ownersOf({ config }: Core, { from, to }: Pick<MessageEvent, 'from' | 'to'>): readonly Bare[] {
  if (to === undefined) return [];
  return [...new Set([from.address, to])].filter((owner) => owner.endsWith(`@${config.domain}`));
}

/** Shows what was done to a message to everybody whom the message was for, but not to the session that did it. */
export function showAct(core: Core, event: ActEvent | EditToldEvent, room: Room | undefined, except?: Session): void {
  if (room) {
    if (!room.isDestroyed) fanOut(room, event, except);
    return;
  }
  const { to, by } = event.type === 'edit-told' ? event.edit : event;
  const receiver = to && core.people.byAddress(to);
  const author = core.people.byAddress(by.address);
  if (receiver && receiver !== author) tell(receiver.sessions, event, () => View.OTHER);
  if (author) tell(author.sessions, event, (each) => (each === except ? undefined : View.COPY_SENT));
}

/** The room of a message in a room; undefined for a direct one. */
export function roomIn(place: Place): Room | undefined {
  return 'room' in place ? place.room : undefined;
}
