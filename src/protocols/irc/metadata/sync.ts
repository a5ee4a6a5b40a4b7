import { valuesOf, type Subject } from '../../../core/metadata/metadata.ts';
import { subscribedKeys } from '../../../core/metadata/subscribe.ts';
import type { Person } from '../../../core/presence/person.ts';
import type { Room } from '../../../core/rooms/room.ts';
import { Cap } from '../capabilities.ts';
import type { Client } from '../client.ts';
import type { Slices } from '../command.ts';
import { irc } from '../config.ts';
import { channelOfRoom } from '../spelling.ts';
import { showUpdate, startMetadataBatch } from './lines.ts';

/** People in a room up to which its metadata is shown on joining; beyond that the client is told to ask ("Postponed synchronization"). */
const SHOWN_AT_ONCE = 200;

export function hasMetadata(client: Client): boolean {
  return client.has(Cap.metadata2) || client.has(Cap.metadata3);
}

/** What a client that has just come into a room has subscribed to, of the room and those inside, or that it may ask for it. */
export function* showRoomMetadata(client: Client, room: Room): Slices {
  const { session, server } = client;
  if (!session || !hasMetadata(client) || subscribedKeys(server.core, session).size === 0) return undefined;
  const channel = channelOfRoom(server.core, room);
  if (room.occupants.size > SHOWN_AT_ONCE) return void client.numeric('RPL_METADATASYNCLATER', channel);
  return yield* syncRoom(client, room);
}

/** A batch of what is subscribed to, of the room and everybody inside. */
export function* syncRoom(client: Client, room: Room): Slices {
  const channel = channelOfRoom(client.server.core, room);
  startMetadataBatch(client, channel);
  showSubscribed(client, channel, { room });
  let shown = 0;
  for (const { person, nickname } of [...room.occupants.values()]) {
    showSubscribed(client, nickname, { person });
    if (++shown % irc.slice === 0) yield;
  }
  return undefined;
}

export function syncPerson(client: Client, person: Person): void {
  startMetadataBatch(client, person.nickname);
  showSubscribed(client, person.nickname, { person });
}

/** A batch of everything subscribed to, of everybody and every room the client hears of. */
export function* syncAll(client: Client, target: string): Slices {
  const { session, server } = client;
  if (!session) return undefined;
  startMetadataBatch(client, target);
  const people = new Set<Person>([session.person]);
  for (const { occupant } of [...session.seats.values()]) {
    showSubscribed(client, channelOfRoom(server.core, occupant.room), { room: occupant.room });
    for (const { person } of occupant.room.occupants.values()) people.add(person);
  }
  for (const name of server.core.watches.of(session)) {
    const person = server.core.people.byNickname(name);
    if (person) people.add(person);
  }
  let shown = 0;
  for (const person of people) {
    showSubscribed(client, person.nickname, { person });
    if (++shown % irc.slice === 0) yield;
  }
  return undefined;
}

function showSubscribed(client: Client, target: string, subject: Subject): void {
  const { core } = client.server;
  if (!client.session) return;
  const keys = subscribedKeys(core, client.session);
  for (const [key, value] of Object.entries(valuesOf(core.metadata, subject))) {
    if (keys.has(key)) showUpdate(client, target, key, value);
  }
}
