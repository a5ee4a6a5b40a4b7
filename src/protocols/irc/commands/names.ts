import type { Command } from '../command.ts';
import { irc } from '../config.ts';
import { Later } from '../../../core/refusal.ts';
import { showNames } from '../names-list.ts';
import { isRoom, mayKnow, openRoom } from '../room-lookup.ts';

/** NAMES <channel>{,<channel>} -- RFC 2812 3.2.5. A channel that there is not, or not for the asker, has no names. */
export const names: Command = {
  each: { of: 0, most: irc.manyTargets },
  run(client, [channel = '*']) {
    const room = openRoom(client, channel);
    if (room instanceof Later) return room;
    if (isRoom(room) && mayKnow(client, room)) return showNames(client, room);
    client.numeric('RPL_ENDOFNAMES', channel);
    return undefined;
  },
};
