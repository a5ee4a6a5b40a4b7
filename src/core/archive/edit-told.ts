import type { Timer } from '../../lib/clock.ts';
import type { Id } from '../../lib/id.ts';
import type { Core } from '../core.ts';
import type { EditedEvent } from '../history-event.ts';
import type { Room } from '../rooms/room.ts';
import { showAct } from './place.ts';

/** Milliseconds without a further edit after which one is told (SEMANTICS 5.1), and messages that may wait for that. */
const QUIET = 4000;
const MOST_WAITING = 10_000;

interface Waiting {
  readonly edit: EditedEvent;
  readonly room: Room | undefined;
  readonly timer: Timer;
}

const all = new WeakMap<Core, Map<Id, Waiting>>();

function waitingIn(core: Core): Map<Id, Waiting> {
  const found = all.get(core) ?? new Map<Id, Waiting>();
  all.set(core, found);
  return found;
}

/** Tells of an edit those who cannot change what they have shown: later, so that several in a row are told as one. */
export function tellLater(core: Core, edit: EditedEvent, room: Room | undefined): void {
  const waiting = waitingIn(core);
  const earlier = waiting.get(edit.message);
  earlier?.timer.cancel();
  const last = earlier ? { ...edit, before: earlier.edit.before } : edit;
  if (!earlier && waiting.size >= MOST_WAITING) return tellNow(core, last, room);
  const timer = core.clock.after(QUIET, () => {
    waiting.delete(last.message);
    tellNow(core, last, room);
  });
  waiting.set(last.message, { edit: last, room, timer });
}

/** The message is gone: nobody is to be told what it became. */
export function forgetEdit(core: Core, message: Id): void {
  const waiting = waitingIn(core);
  waiting.get(message)?.timer.cancel();
  waiting.delete(message);
}

function tellNow(core: Core, edit: EditedEvent, room: Room | undefined): void {
  showAct(core, { type: 'edit-told', edit: room ? { ...edit, room: room.address } : edit }, room);
}
