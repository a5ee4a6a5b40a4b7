import { StorageAway } from '../../../core/ports.ts';
import { refuse } from '../../../core/refusal.ts';
import { listNamed, listRooms, type RoomSummary } from '../../../core/rooms/list.ts';
import type { Bare } from '../../../lib/address.ts';
import { fold } from '../../../lib/fold.ts';
import { matchesMask } from '../../../lib/mask.ts';
import type { Client } from '../client.ts';
import type { Command, Slices } from '../command.ts';
import { irc } from '../config.ts';
import { isThisServer } from '../this-server.ts';
import { channelOf, parseChannel } from '../names.ts';
import { subjectText } from '../spell.ts';

/** LIST [<channel, mask, !mask, >n, <n, C>n, C<n, T>n or T<n>{,…} [<server>]] -- RFC 2812 3.2.6, 005 ELIST=CMNTU */
export const list: Command = {
  run(client, [conditions = '', server]) {
    if (!client.session) return undefined;
    if (server !== undefined && !isThisServer(client, server)) return void client.numeric('ERR_NOSUCHSERVER', server);
    client.input?.owe(irc.searchCost);
    const now = client.server.core.clock.now();
    const tests = conditions
      .split(',')
      .filter(Boolean)
      .map((condition) => testOf(condition, now));
    const exact = exactNames(conditions, client.server.core.config.roomsDomain);
    const { core } = client.server;
    return (exact ? listNamed(core, client.session, exact) : listRooms(core, client.session)).then(
      (rooms) => show(client, rooms, tests),
      (error: unknown) => {
        if (error instanceof StorageAway) return refuse('storage-away');
        throw error;
      },
    );
  },
};

/** The channels asked for where all names are without wildcards: they are looked up, as a list of all has an end. */
function exactNames(conditions: string, roomsDomain: string): Bare[] | undefined {
  const names = conditions.split(',').filter((each) => each !== '' && testOf(each, 0).isName);
  if (names.length === 0 || names.length > irc.manyTargets || names.some((name) => /[*?]/.test(name))) return undefined;
  return names.flatMap((name) => parseChannel(name, roomsDomain)?.address ?? []);
}

const MINUTE = 60_000;

interface Listed {
  readonly channel: string;
  readonly room: RoomSummary;
}

type Test = (listed: Listed) => boolean;

/** Names are alternatives, everything else must be true of all that is shown. */
function testOf(condition: string, now: number): { readonly isName: boolean; readonly test: Test } {
  const timed = /^([CT])([<>])(\d{1,9})$/i.exec(condition);
  if (timed) return { isName: false, test: timeTest(timed, now) };
  const number = Number(condition.slice(1));
  if (condition[0] === '>') return { isName: false, test: ({ room }) => room.occupants > number };
  if (condition[0] === '<') return { isName: false, test: ({ room }) => room.occupants < number };
  const mask = fold(condition[0] === '!' ? condition.slice(1) : condition);
  const matches: Test = ({ channel }) => matchesMask(mask, fold(channel));
  return condition[0] === '!' ? { isName: false, test: (each) => !matches(each) } : { isName: true, test: matches };
}

/** Made, or given its subject, less or more than so many minutes ago (modern.ircdocs.horse, "ELIST Parameter"). */
function timeTest([, what = '', sign, minutes]: readonly string[], now: number): Test {
  const limit = now - Number(minutes) * MINUTE;
  return ({ room }) => {
    const at = what.toUpperCase() === 'C' ? room.createdAt : room.subjectAt;
    return at !== undefined && (sign === '<' ? at > limit : at < limit);
  };
}

function* show(client: Client, rooms: readonly RoomSummary[], tests: readonly ReturnType<typeof testOf>[]): Slices {
  const names = tests.filter(({ isName }) => isName);
  const others = tests.filter(({ isName }) => !isName);
  let lines = 0;
  client.numeric('RPL_LISTSTART', 'Channel');
  for (const room of rooms) {
    const channel = channelOf(room.address, client.server.core.config.roomsDomain, room.name);
    const listed = { channel, room };
    if (names.length > 0 && !names.some(({ test }) => test(listed))) continue;
    if (!others.every(({ test }) => test(listed))) continue;
    client.numericText('RPL_LIST', [channel, String(room.occupants)], subjectText(room.subject));
    if (++lines % irc.slice === 0) yield;
  }
  client.numeric('RPL_LISTEND');
  return undefined;
}
