import { kick as remove } from '../../../core/rooms/kick.ts';
import { refuse } from '../../../core/refusal.ts';
import { cleanText } from '../clean-text.ts';
import type { Command } from '../command.ts';
import { irc } from '../config.ts';
import { findPerson } from '../people-lookup.ts';
import { isRoom, joinedRoom } from '../room-lookup.ts';
import { cutBytes } from '../wire/format.ts';

/** RFC 2812 3.2.8: one channel and many nicks, or as many channels as nicks. */
function pairs(params: readonly string[]): readonly (readonly string[])[] | undefined {
  const channels = (params[0] ?? '').split(',');
  const nicks = (params[1] ?? '').split(',').filter(Boolean);
  if (nicks.length > irc.manyTargets) return undefined;
  const runs = nicks.map((nick, i) => [channels.length === 1 ? channels[0] : channels[i], nick, ...params.slice(2)]);
  return runs.filter((run): run is string[] => run[0] !== undefined && run[0] !== '');
}

/** KICK <channel>{,<channel>} <nick>{,<nick>} [<reason>] -- RFC 2812 3.2.8 */
export const kick: Command = {
  params: 2,
  split: pairs,
  run(client, [channel = '', nick = '', given = '']) {
    const room = joinedRoom(client, channel);
    if (!isRoom(room)) return room;
    if (!client.session) return undefined;
    const { core } = client.server;
    const reason = cutBytes(cleanText(given), core.config.limits.reason);
    const outcome = remove(core, client.session, room, nick, reason);
    const isNobody = outcome && 'reason' in outcome && outcome.reason === 'not-in-room' && !findPerson(client, nick);
    return isNobody ? refuse('no-such-nickname', nick) : outcome;
  },
};
