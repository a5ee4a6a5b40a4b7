import { together } from '../../../core/fan-out.ts';
import { Later, refuse, type Outcome, type Refusal } from '../../../core/refusal.ts';
import { moderatorOf } from '../../../core/rooms/rights.ts';
import type { Room } from '../../../core/rooms/room.ts';
import type { Client } from '../client.ts';
import type { Command, Result, Slices } from '../command.ts';
import { changeList, showList } from '../mode-lists.ts';
import { changeRank } from '../mode-ranks.ts';
import { changeSettings } from '../mode-settings.ts';
import { isSetting, splitModes } from '../mode-split.ts';
import { userMode } from '../mode-user.ts';
import { formatSettings, listModes, ranks, type ListLetter, type RankLetter } from '../modes.ts';
import { spellRefusal } from '../refusals.ts';
import { isRoom, joinedRoom, mayKnow, openRoom } from '../room-lookup.ts';
import { channelOfRoom } from '../spelling.ts';

/**
 * MODE <channel or nick> [<modes> {<parameter>}] -- RFC 2812 3.1.5, 3.2.3. What stands in one command is done one after another
 * (each rank, each mask, and settings that stand together) and shown in one line.
 */
export const mode: Command = {
  params: 1,
  run(client, params) {
    const [target = '', modes] = params;
    if (!target.startsWith('#')) return userMode(client, params);
    const room = openRoom(client, target);
    if (!isRoom(room)) return room;
    if (!mayKnow(client, room)) return refuse('no-such-room', target);
    return modes === undefined || modes === '' ? showModes(client, room) : changeModes(client, room, params);
  },
};

/** How far a MODE has come: it may have to wait between two changes, and is then carried out again. */
interface Progress {
  readonly runs: readonly (readonly string[])[];
  at: number;
  /** Lists to be shown when all is done. */
  readonly lists: ListLetter[];
  /** Told once that nothing may be changed. */
  isDenied: boolean;
}

const progresses = new WeakMap<readonly string[], Progress>();

/** Does what a MODE asks of a room. The caller has seen to it that the asker may know the room. */
export function changeModes(client: Client, room: Room, params: readonly string[]): Result {
  const progress = progresses.get(params) ?? { runs: splitModes(params), at: 0, lists: [], isDenied: false };
  progresses.set(params, progress);
  const later = together(room, () => goOn(client, room, progress));
  if (later) return later;
  return progress.lists.length === 0 ? undefined : showLists(client, room, progress.lists);
}

function goOn(client: Client, room: Room, progress: Progress): Later | undefined {
  for (; progress.at < progress.runs.length; progress.at++) {
    const run = progress.runs[progress.at] ?? [];
    const outcome = change(client, room, run, progress);
    if (outcome instanceof Later) return outcome;
    if (outcome) tell(client, run, outcome);
  }
  return undefined;
}

function change(client: Client, room: Room, run: readonly string[], progress: Progress): Outcome {
  const [channel = '', modes = '', given] = run;
  const isSet = modes[0] === '+';
  const letter = modes[1] ?? '';
  if (isList(letter) && given === undefined) return queryList(client, room, letter, progress);
  if (!isSetting(letter) && !isList(letter) && !isRank(letter)) {
    client.numericText('ERR_UNKNOWNMODE', [letter], `is unknown mode char to me for ${channel}`);
    return undefined;
  }
  const denied = client.session && moderatorOf(room, client.session);
  if (denied) return deny(client, room, run, progress);
  if (isSetting(letter)) return changeSettings(client, room, channel, { modes, params: run.slice(2) });
  if (isList(letter)) return changeList(client, room, { isSet, letter, given: given ?? '' });
  if (given !== undefined) return changeRank(client, room, given, { isSet, letter: letter as RankLetter });
  client.numericText('ERR_INVALIDMODEPARAM', [channel, letter, '*'], 'Whom? This mode needs a nick');
  return undefined;
}

/** Said once, whatever was asked: 442 or 482 (RFC 2812 3.2.3). */
function deny(client: Client, room: Room, [channel = '']: readonly string[], progress: Progress): Outcome {
  if (progress.isDenied) return undefined;
  progress.isDenied = true;
  const joined = joinedRoom(client, channel);
  return isRoom(joined) ? refuse('no-rights', room.record.name) : joined;
}

/** Who is banned may be known; who is spared or expected is the moderators' matter. */
function queryList(client: Client, room: Room, letter: ListLetter, { lists }: Progress): Outcome {
  const denied = letter !== 'b' && client.session && moderatorOf(room, client.session);
  if (denied) return refuse('no-rights', room.record.name);
  if (!lists.includes(letter)) lists.push(letter);
  return undefined;
}

function* showLists(client: Client, room: Room, letters: readonly ListLetter[]): Slices {
  for (const letter of letters) yield* showList(client, room, letter);
  return undefined;
}

function tell(client: Client, [channel = '']: readonly string[], refusal: Refusal): void {
  client.replies.line(spellRefusal(client, refusal, { command: 'MODE', params: [channel] }));
}

function isList(letter: string): letter is ListLetter {
  return Object.hasOwn(listModes, letter);
}

function isRank(letter: string): boolean {
  return ranks.some((rank) => rank.letter === letter);
}

function showModes(client: Client, room: Room): undefined {
  const { spelling, core } = client.server;
  const channel = channelOfRoom(core, room);
  const isInside = client.session?.seats.has(room.address) ?? false;
  const modes = formatSettings(room.record.settings, isInside, (address) => spelling.channel(address));
  client.numeric('RPL_CHANNELMODEIS', channel, ...modes);
  client.numeric('RPL_CREATIONTIME', channel, String(Math.floor(room.record.createdAt / 1000)));
}
