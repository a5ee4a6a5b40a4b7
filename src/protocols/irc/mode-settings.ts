import { isRefusal, Later, type Outcome } from '../../core/refusal.ts';
import { configure } from '../../core/rooms/configure.ts';
import type { Room } from '../../core/rooms/room.ts';
import type { RoomSettings } from '../../core/rooms/settings.ts';
import type { Bare } from '../../lib/address.ts';
import type { Client } from './client.ts';
import { parseChannel } from './names.ts';
import { modeOfLetter, type SettingMode } from './modes.ts';

const KEY = /^[^\s,:\x00-\x1f\x7f]{1,64}$/;
const LIMIT = /^[1-9][0-9]{0,5}$/;

/** What of a mode change could not be read. */
interface Problem {
  readonly letter: string;
  readonly given: string;
  readonly text: string;
}

/** Changes settings of a room by their letters, all at once: `+ab-c` and the parameters of those that are set. */
export function changeSettings(
  client: Client,
  room: Room,
  channel: string,
  { modes, params }: { modes: string; params: readonly string[] },
): Outcome {
  const { session, server } = client;
  if (!session) return undefined;
  const { patch, problems } = read(modes, params, server.core.config.roomsDomain);
  const outcome = Object.keys(patch).length === 0 ? undefined : configure(server.core, session, room, patch);
  if (outcome instanceof Later) return outcome;
  const noRoom = isRefusal(outcome) && outcome.reason === 'bad-setting' && patch.forward ? outcome : undefined;
  if (noRoom)
    problems.push({ letter: 'f', given: server.spelling.channel(patch.forward as Bare), text: noRoom.text ?? '' });
  for (const { letter, given, text } of problems) {
    // A key that could not be one might be somebody's password: it is not said back.
    client.numericText('ERR_INVALIDMODEPARAM', [channel, letter, letter === 'k' ? '*' : given || '*'], text);
  }
  return isRefusal(outcome) && !noRoom ? outcome : undefined;
}

function read(
  modes: string,
  params: readonly string[],
  roomsDomain: string,
): { patch: Partial<RoomSettings>; problems: Problem[] } {
  const patch: Record<string, unknown> = {};
  const problems: Problem[] = [];
  let next = 0;
  for (let at = 0; at < modes.length; at += 2) {
    const isSet = modes[at] === '+';
    const mode = modeOfLetter.get(modes[at + 1] as string) as SettingMode;
    const given = isSet && mode.argument !== 'flag' ? (params[next++] ?? '') : '';
    const value = mode.argument === 'channel' && isSet ? addressOf(given, roomsDomain) : valueOf(mode, isSet, given);
    if (typeof value === 'object') problems.push({ letter: mode.letter, given, ...value });
    else patch[mode.setting] = value;
  }
  return { patch: patch as Partial<RoomSettings>, problems };
}

function addressOf(given: string, roomsDomain: string): string | { text: string } {
  return parseChannel(given, roomsDomain)?.address ?? { text: 'That is no channel' };
}

function valueOf(
  { argument, isReadOnly }: SettingMode,
  isSet: boolean,
  given: string,
): string | number | boolean | { text: string } {
  if (isReadOnly) return { text: 'Only the server sets this mode' };
  if (argument === 'flag') return isSet;
  if (!isSet) return argument === 'number' ? 0 : '';
  if (argument === 'key')
    return KEY.test(given) ? given : { text: 'A key has 1 to 64 letters and no spaces, commas or colons' };
  return LIMIT.test(given) ? Number(given) : { text: 'A limit is a number from 1 to 999999' };
}
