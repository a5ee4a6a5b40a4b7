import { setSubject } from '../../../core/rooms/set-subject.ts';
import { refuse } from '../../../core/refusal.ts';
import { cleanText } from '../clean-text.ts';
import type { Command } from '../command.ts';
import { isRoom, joinedRoom, mayKnow, openRoom } from '../room-lookup.ts';
import { showTopic } from '../show-room.ts';

/** TOPIC <channel> [<topic>] -- RFC 2812 3.2.4 */
export const topic: Command = {
  params: 1,
  run(client, [channel = '', text]) {
    if (text !== undefined) {
      const room = joinedRoom(client, channel);
      if (!isRoom(room)) return room;
      return client.session && setSubject(client.server.core, client.session, room, cleanText(text));
    }
    const room = openRoom(client, channel);
    if (!isRoom(room)) return room;
    if (!mayKnow(client, room)) return refuse('not-joined', channel);
    showTopic(client, room);
    return undefined;
  },
};
