import { leave } from '../../../core/rooms/leave.ts';
import { cleanText } from '../clean-text.ts';
import type { Command } from '../command.ts';
import { irc } from '../config.ts';
import { detachFrom } from '../detached.ts';
import { isRoom, joinedRoom } from '../room-lookup.ts';
import { cutBytes } from '../wire/format.ts';

/** PART <channel>{,<channel>} [<reason>] -- RFC 2812 3.2.2 */
export const part: Command = {
  params: 1,
  each: { of: 0, most: irc.manyTargets },
  run(client, [channel = '', reason = '']) {
    const room = joinedRoom(client, channel);
    if (!isRoom(room) || !client.session) return isRoom(room) ? undefined : room;
    const seat = client.session.seats.get(room.address);
    // soju's way to say it in a client's own words.
    if (seat && client.extra?.device && reason.toLowerCase() === 'detach') return void detachFrom(client, seat);
    const { core } = client.server;
    return leave(core, client.session, room, cutBytes(cleanText(reason), core.config.limits.reason));
  },
};
