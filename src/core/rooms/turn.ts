import { Later } from '../refusal.ts';
import type { Room, Waiter } from './room.ts';

/**
 * Messages overlap in flight, everything else waits for the messages before it (ARCHITECTURE 4). Undefined when an act of that
 * kind may happen now; otherwise what to wait for. Strictly first come, first served, so nobody starves.
 */
export function turn(room: Room, kind: Waiter['kind']): Later | undefined {
  if (room.isGranted) {
    room.isGranted = false;
    return undefined;
  }
  if (room.waiting.length === 0 && (kind === 'message' || room.staged === 0)) return undefined;
  return new Later((resume) => room.waiting.push({ kind, resume }));
}

/** Wakes whoever may go on now. Called after a staged message was released and shown, never before. */
export function wake(room: Room): void {
  if (room.isWaking) return; // whoever is being woken may release at once; the loop below goes on
  room.isWaking = true;
  for (let next = room.waiting.peek(); next; next = room.waiting.peek()) {
    if (next.kind === 'change' && room.staged > 0) break;
    room.waiting.shift();
    room.isGranted = true;
    next.resume();
    room.isGranted = false;
  }
  room.isWaking = false;
}
