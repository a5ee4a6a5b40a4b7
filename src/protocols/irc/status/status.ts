import { isRefusal, Later, refuse, type Refusal } from '../../../core/refusal.ts';
import type { Seat } from '../../../core/rooms/room.ts';
import { attachTo, detachFrom, isDetached } from '../detached.ts';
import type { Client } from '../client.ts';
import type { Result } from '../command.ts';
import { sayAs, type Pseudo } from '../pseudo.ts';
import { isRoom, joinedRoom } from '../room-lookup.ts';
import { searchFor } from '../search.ts';
import { channelOfRoom } from '../spelling.ts';
import { status } from './source.ts';

interface StatusCommand {
  /** What follows its name. */
  readonly syntax: string;
  readonly summary: string;
  run(client: Client, argument: string): Result;
}

/** What can be said to `*status`; several names for what ZNC and soju call differently. */
const commands: Readonly<Record<string, StatusCommand>> = {
  detach: {
    syntax: '<channel>',
    summary: 'no more lines of a channel here, but highlights; JOIN ends it',
    run: detach,
  },
  attach: { syntax: '<channel>', summary: 'the lines of a channel again', run: attach },
  listchannels: { syntax: '', summary: 'the channels you are in', run: listChannels },
  listclients: { syntax: '', summary: 'your sessions', run: listClients },
  search: { syntax: '<text>', summary: 'the last messages with that text', run: search },
  help: { syntax: '', summary: 'this list', run: help },
};

const otherNames: Readonly<Record<string, string>> = { channels: 'listchannels', clients: 'listclients' };

/** `*status`: what soju's and ZNC's users say to their bouncer. */
export const statusPseudo: Pseudo = {
  ...status,
  told(client, text) {
    // A client's own requests (CTCP) are not for it.
    if (text.startsWith('\x01')) return undefined;
    const [word = '', ...rest] = text.trim().split(/\s+/);
    const name = word.toLowerCase();
    const found = commands[otherNames[name] ?? name];
    if (found && Object.hasOwn(commands, otherNames[name] ?? name)) return found.run(client, rest.join(' '));
    return say(client, 'I do not know that. HELP lists what I do.');
  },
};

function say(client: Client, ...lines: readonly string[]): undefined {
  for (const line of lines) sayAs(client, status, line, false);
  return undefined;
}

function seatIn(client: Client, channel: string): Seat | Refusal | Later {
  const room = joinedRoom(client, channel);
  if (!isRoom(room)) return room;
  return client.session?.seats.get(room.address) ?? refuse('not-joined', channel);
}

function detach(client: Client, channel: string): Result {
  const seat = seatIn(client, channel);
  if (seat instanceof Later) return seat;
  if (isRefusal(seat)) return say(client, `You are not in ${channel || 'that channel'}.`);
  detachFrom(client, seat);
  return say(client, `Detached from ${channelOfRoom(client.server.core, seat.occupant.room)}. JOIN it to come back.`);
}

function attach(client: Client, channel: string): Result {
  const seat = seatIn(client, channel);
  if (seat instanceof Later) return seat;
  if (isRefusal(seat)) return say(client, `You are not in ${channel || 'that channel'}.`);
  return isDetached(seat) ? attachTo(client, seat) : say(client, 'You are attached to it.');
}

function listChannels(client: Client): undefined {
  const seats = [...(client.session?.seats.values() ?? [])];
  if (seats.length === 0) return say(client, 'You are in no channel.');
  for (const seat of seats) {
    const { room } = seat.occupant;
    const note = isDetached(seat) ? ', detached here' : '';
    say(client, `${channelOfRoom(client.server.core, room)} (${room.occupants.size} people${note})`);
  }
  return undefined;
}

function listClients(client: Client): undefined {
  const { session, server } = client;
  if (!session) return undefined;
  const now = server.core.clock.now();
  for (const each of session.person.sessions) {
    const idle = Math.floor((now - each.lastActive) / 60_000);
    const what = `${each.wire}, ${each.isSecure ? 'TLS' : 'no TLS'}, from ${each.ip}, idle for ${idle} min`;
    say(client, `${each.device}: ${what}${each === session ? ' (this one)' : ''}`);
  }
  return undefined;
}

function search(client: Client, text: string): Result {
  return text === '' ? say(client, 'Say what to search for: search <text>') : searchFor(client, text);
}

function help(client: Client): undefined {
  return say(
    client,
    ...Object.entries(commands).map(([name, { syntax, summary }]) => `${`${name} ${syntax}`.trim()}: ${summary}`),
  );
}
