import { StorageAway } from '../../../core/ports.ts';
import { refuse } from '../../../core/refusal.ts';
import { listRooms, type RoomSummary } from '../../../core/rooms/list.ts';
import { fold } from '../../../lib/fold.ts';
import { matchesMask } from '../../../lib/mask.ts';
import type { Client } from '../client.ts';
import type { Command, Slices } from '../command.ts';
import { irc } from '../config.ts';
import { channelOf } from '../names.ts';
import { subjectText } from '../spell.ts';

/** LIST [<channel, mask, !mask, >n or <n>{,…}] -- RFC 2812 3.2.6, 005 ELIST=MNU */
export const list: Command = {
  run(client, [conditions = '']) {
    if (!client.session) return undefined;
    const tests = conditions.split(',').filter(Boolean).map(testOf);
    return listRooms(client.server.core, client.session).then(
      (rooms) => show(client, rooms, tests),
      (error: unknown) => {
        if (error instanceof StorageAway) return refuse('storage-away');
        throw error;
      },
    );
  },
};

interface Listed {
  readonly channel: string;
  readonly room: RoomSummary;
}

type Test = (listed: Listed) => boolean;

/** Names are alternatives, everything else must be true of all that is shown. */
function testOf(condition: string): { readonly isName: boolean; readonly test: Test } {
  const number = Number(condition.slice(1));
  if (condition[0] === '>') return { isName: false, test: ({ room }) => room.occupants > number };
  if (condition[0] === '<') return { isName: false, test: ({ room }) => room.occupants < number };
  const mask = fold(condition[0] === '!' ? condition.slice(1) : condition);
  const matches: Test = ({ channel }) => matchesMask(mask, fold(channel));
  return condition[0] === '!' ? { isName: false, test: (each) => !matches(each) } : { isName: true, test: matches };
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
