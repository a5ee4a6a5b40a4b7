import { Later, type Refusal } from '../../../core/refusal.ts';
import type { Room } from '../../../core/rooms/room.ts';
import type { Client } from '../client.ts';
import type { Command, Slices } from '../command.ts';
import { irc } from '../config.ts';
import { listNames } from '../names-list.ts';
import { isRoom, mayKnow, openRoom } from '../room-lookup.ts';

/** NAMES <channel>{,<channel>} -- RFC 2812 3.2.5. A channel that there is not, or not for the asker, has no names; one 366 ends all. */
export const names: Command = {
  run(client, [asked = '*']) {
    const channels = [...new Set(asked.split(',').filter(Boolean))];
    if (channels.length > irc.manyTargets) return void client.numeric('ERR_TOOMANYTARGETS', 'NAMES');
    const rooms: Room[] = [];
    for (const channel of channels) {
      const room: Room | Refusal | Later = openRoom(client, channel);
      if (room instanceof Later) return room;
      if (isRoom(room) && mayKnow(client, room)) rooms.push(room);
    }
    return show(client, rooms, asked === '' ? '*' : asked);
  },
};

function* show(client: Client, rooms: readonly Room[], asked: string): Slices {
  for (const room of rooms) yield* listNames(client, room);
  client.numeric('RPL_ENDOFNAMES', asked);
  return undefined;
}
