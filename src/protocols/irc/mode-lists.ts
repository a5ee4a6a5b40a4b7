import type { Outcome } from '../../core/refusal.ts';
import { addMask, linesOf, removeMask } from '../../core/rooms/masks.ts';
import type { Room } from '../../core/rooms/room.ts';
import type { Client } from './client.ts';
import type { Slices } from './command.ts';
import { irc } from './config.ts';
import { listModes, type ListLetter } from './modes.ts';
import { normalizeMask } from './names.ts';
import { channelOfRoom } from './spelling.ts';

const MASK_BYTES = 200;

/** 367/368 and their like. Who is banned or a member by address is in the list, too (SEMANTICS 4). */
export function* showList(client: Client, room: Room, letter: ListLetter): Slices {
  const { core } = client.server;
  const { list, entry, end } = listModes[letter];
  const channel = channelOfRoom(core, room);
  let lines = 0;
  for (const { mask, by, at } of linesOf(core, room, list)) {
    client.numeric(entry, channel, mask, by, String(Math.floor(at / 1000)));
    if (++lines % irc.slice === 0) yield;
  }
  client.numeric(end, channel);
  return undefined;
}

/** Puts a mask on a list, or takes it off. */
export function changeList(
  client: Client,
  room: Room,
  { isSet, letter, given }: { isSet: boolean; letter: ListLetter; given: string },
): Outcome {
  const { session, server } = client;
  if (!session) return undefined;
  const mask = normalizeEntry(given, letter);
  if (mask === undefined) {
    client.numericText('ERR_INVALIDMODEPARAM', [channelOfRoom(server.core, room), letter, '*'], 'That is no mask');
    return undefined;
  }
  const { list } = listModes[letter];
  return (isSet ? addMask : removeMask)(server.core, session, room, list, mask);
}

/** `m:` and `a:` stay (005 EXTBAN), masks are made whole. Undefined for what names nobody. */
export function normalizeEntry(given: string, letter: ListLetter): string | undefined {
  const [, mute = '', rest = given] = /^(m:)(.*)$/i.exec(given) ?? [];
  if (mute !== '' && (letter === 'I' || rest === '')) return undefined;
  const account = /^a:(.*)$/i.exec(rest)?.[1];
  if (account === '') return undefined;
  const entry = mute.toLowerCase() + (account === undefined ? normalizeMask(rest) : `a:${account}`);
  return Buffer.byteLength(entry) > MASK_BYTES || /[\x00-\x20\x7f]/.test(entry) ? undefined : entry;
}
