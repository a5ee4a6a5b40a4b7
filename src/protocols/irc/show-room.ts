import { View } from '../../core/endpoint.ts';
import type { RoomRenamedEvent } from '../../core/room-event.ts';
import { occupantRef } from '../../core/presence/person.ts';
import type { Occupant, Room } from '../../core/rooms/room.ts';
import { Cap } from './capabilities.ts';
import type { Client } from './client.ts';
import type { Slices } from './command.ts';
import { showMark } from './mark.ts';
import { showRoomMetadata } from './metadata/sync.ts';
import { showNames } from './names-list.ts';
import { formatSettings } from './modes.ts';
import { channelOfRoom, sourceOf } from './spelling.ts';
import { subjectText } from './spell.ts';
import { formatLine, formatWords } from './wire/format.ts';

/** What a client sees of a room it has just come into: JOIN, topic, names (RFC 2812 3.2.1). */
export function* showRoom(client: Client, occupant: Occupant, isNew = false): Slices {
  const { room } = occupant;
  // Left again before it was this one's turn.
  if (!client.session?.seats.has(room.address)) return undefined;
  const at = client.server.core.clock.now();
  const joined = { type: 'joined', id: '', at, room: room.address, who: occupantRef(occupant) } as const;
  const line = client.form.render(joined, View.SELF);
  if (line) client.replies.lines(line);
  if (isNew) showFirstModes(client, room);
  if (room.record.subject && room.record.subject.text !== '') showTopic(client, room);
  showMark(client, room);
  if (!client.has(Cap.noImplicitNames) && !client.has(Cap.draftNoImplicitNames)) yield* showNames(client, room);
  return yield* showRoomMetadata(client, room);
}

/** The settings that a room is made with (SEMANTICS 11, 201). */
function showFirstModes({ server, replies }: Client, room: Room): void {
  const modes = formatSettings(room.record.settings, true, (address) => server.spelling.channel(address));
  if (modes[0] === '+') return;
  replies.line(formatWords(server.config.serverName, 'MODE', [channelOfRoom(server.core, room), ...modes]));
}

/** What a client sees that is taken out of a channel because it is called otherwise from now on. */
export function partLine({ server }: Client, { person }: Occupant, { room, name, reason }: RoomRenamedEvent): string {
  const channel = server.spelling.channelNamed(room, name);
  return reason === ''
    ? formatWords(sourceOf(person), 'PART', [channel])
    : formatLine(sourceOf(person), 'PART', [channel, reason]);
}

/** 332 and 333, or 331. */
export function showTopic(client: Client, room: Room): void {
  const channel = channelOfRoom(client.server.core, room);
  const { subject } = room.record;
  if (!subject || subject.text === '') return client.numeric('RPL_NOTOPIC', channel);
  client.numericText('RPL_TOPIC', [channel], subjectText(subject.text));
  client.numeric('RPL_TOPICWHOTIME', channel, `${subject.by}!${subject.byMask}`, String(Math.floor(subject.at / 1000)));
}
