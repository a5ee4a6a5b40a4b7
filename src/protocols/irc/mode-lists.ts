import type { Outcome } from '../../core/refusal.ts';
import { affiliate } from '../../core/rooms/affiliate.ts';
import { addMask, removeMask } from '../../core/rooms/masks.ts';
import { moderatorOf } from '../../core/rooms/rights.ts';
import type { Room } from '../../core/rooms/room.ts';
import type { Bare } from '../../lib/address.ts';
import type { Client } from './client.ts';
import type { Slices } from './command.ts';
import { irc } from './config.ts';
import { listModes, type ListLetter } from './modes.ts';
import { normalizeMask } from './names.ts';
import { channelOfRoom } from './spelling.ts';

const MASK_BYTES = 200;

interface Entry {
  readonly mask: string;
  readonly by: string;
  readonly at: number;
}

/** 367/368 and their like. Who is banned by address is in the list of bans, too (SEMANTICS 4). */
export function* showList(client: Client, room: Room, letter: ListLetter): Slices {
  const { list, entry, end } = listModes[letter];
  const channel = channelOfRoom(client.server.core, room);
  const entries: Entry[] = room.masks.filter((each) => each.list === list);
  if (letter === 'b') entries.push(...outcasts(room));
  let lines = 0;
  for (const { mask, by, at } of entries) {
    client.numeric(entry, channel, mask, by, String(Math.floor(at / 1000)));
    if (++lines % irc.slice === 0) yield;
  }
  client.numeric(end, channel);
  return undefined;
}

function outcasts(room: Room): Entry[] {
  return [...room.affiliations.values()]
    .filter(({ affiliation }) => affiliation === 'outcast')
    .map(({ address, by, at }) => ({ mask: maskOf(address), by: by || '*', at }));
}

/** An account's mask is its address (SEMANTICS 1.5). */
function maskOf(address: Bare): string {
  return `*!${address.includes('@') ? address : `*@${address}`}`;
}

/** Puts a mask on a list, or takes it off. */
export function changeList(
  client: Client,
  room: Room,
  { isSet, letter, given }: { isSet: boolean; letter: ListLetter; given: string },
): Outcome {
  const { session, server } = client;
  if (!session) return undefined;
  const refused = moderatorOf(room, session);
  if (refused) return refused;
  const mask = normalizeMask(given);
  const { list } = listModes[letter];
  if (Buffer.byteLength(mask) > MASK_BYTES || /[\x00-\x20\x7f]/.test(mask)) {
    client.numericText('ERR_INVALIDMODEPARAM', [channelOfRoom(server.core, room), letter, '*'], 'That is no mask');
    return undefined;
  }
  if (isSet) return addMask(server.core, session, room, list, mask);
  const outcast = letter === 'b' ? [...room.affiliations.values()].find((each) => isOutcast(each, mask)) : undefined;
  if (!outcast) return removeMask(server.core, session, room, list, mask);
  return affiliate(server.core, session, room, { address: outcast.address, affiliation: 'none' });
}

function isOutcast(each: { readonly affiliation: string; readonly address: Bare }, mask: string): boolean {
  return each.affiliation === 'outcast' && maskOf(each.address) === mask.toLowerCase();
}
