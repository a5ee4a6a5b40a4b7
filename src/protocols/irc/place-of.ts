import type { Place } from '../../core/archive/place.ts';
import { Later } from '../../core/refusal.ts';
import type { Client } from './client.ts';
import { addressOf } from './people-lookup.ts';
import { isRoom, joinedRoom } from './room-lookup.ts';

/** The place that a target names: a channel that the client is in, or somebody. Undefined where there is none. */
export function placeOf(client: Client, target: string): Place | Later | undefined {
  if (!target.startsWith('#')) {
    const peer = addressOf(client, target);
    return peer && { peer };
  }
  const room = joinedRoom(client, target);
  if (isRoom(room)) return { room };
  return room instanceof Later ? room : undefined;
}
