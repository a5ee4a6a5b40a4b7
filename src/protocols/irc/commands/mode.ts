import { refuse } from '../../../core/refusal.ts';
import type { Room } from '../../../core/rooms/room.ts';
import type { Client } from '../client.ts';
import type { Command, Result } from '../command.ts';
import { changeList, showList } from '../mode-lists.ts';
import { changeRank } from '../mode-ranks.ts';
import { changeSettings } from '../mode-settings.ts';
import { isSetting, splitModes } from '../mode-split.ts';
import { userMode } from '../mode-user.ts';
import { formatSettings, listModes, ranks, type ListLetter, type RankLetter } from '../modes.ts';
import { isRoom, joinedRoom, mayKnow, openRoom } from '../room-lookup.ts';
import { channelOfRoom } from '../spelling.ts';

/**
 * MODE <channel or nick> [<modes> {<parameter>}] -- RFC 2812 3.1.5, 3.2.3. What stands in one command is done one after another:
 * each rank, each mask, and settings that stand together.
 */
export const mode: Command = {
  params: 1,
  split: splitModes,
  run(client, params) {
    const [target = '', modes] = params;
    if (!target.startsWith('#')) return userMode(client, params);
    const room = openRoom(client, target);
    if (!isRoom(room)) return room;
    if (!mayKnow(client, room)) return refuse('no-such-room', target);
    return modes === undefined ? showModes(client, room) : channelMode(client, room, modes, params);
  },
};

function channelMode(client: Client, room: Room, modes: string, params: readonly string[]): Result {
  const [channel = '', , given] = params;
  const isSet = modes[0] === '+';
  const letter = modes[1] ?? '';
  if (isList(letter) && given === undefined) return showList(client, room, letter);
  if (!isSetting(letter) && !isList(letter) && !isRank(letter)) return void client.numeric('ERR_UNKNOWNMODE', letter);
  const joined = joinedRoom(client, channel);
  if (!isRoom(joined)) return joined;
  if (isSetting(letter)) return changeSettings(client, room, channel, { modes, params: params.slice(2) });
  if (isList(letter)) return changeList(client, room, { isSet, letter, given: given ?? '' });
  if (given !== undefined) return changeRank(client, room, given, { isSet, letter: letter as RankLetter });
  client.numericText('ERR_INVALIDMODEPARAM', [channel, letter, '*'], 'Whom? This mode needs a nick');
  return undefined;
}

function isList(letter: string): letter is ListLetter {
  return Object.hasOwn(listModes, letter);
}

function isRank(letter: string): boolean {
  return ranks.some((rank) => rank.letter === letter);
}

function showModes(client: Client, room: Room): undefined {
  const channel = channelOfRoom(client.server.core, room);
  const isInside = client.session?.seats.has(room.address) ?? false;
  client.numeric('RPL_CHANNELMODEIS', channel, ...formatSettings(room.record.settings, isInside));
  client.numeric('RPL_CREATIONTIME', channel, String(Math.floor(room.record.createdAt / 1000)));
}
