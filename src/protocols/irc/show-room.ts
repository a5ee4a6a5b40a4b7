import { View } from '../../core/endpoint.ts';
import { occupantRef } from '../../core/presence/person.ts';
import type { Occupant, Room } from '../../core/rooms/room.ts';
import { Cap } from './capabilities.ts';
import type { Client } from './client.ts';
import type { Slices } from './command.ts';
import { showMark } from './mark.ts';
import { showRoomMetadata } from './metadata/sync.ts';
import { showNames } from './names-list.ts';
import { channelOfRoom } from './spelling.ts';
import { subjectText } from './spell.ts';

/** What a client sees of a room it has just come into: JOIN, topic, names (RFC 2812 3.2.1). */
export function* showRoom(client: Client, occupant: Occupant): Slices {
  const { room } = occupant;
  // Left again before it was this one's turn.
  if (!client.session?.seats.has(room.address)) return undefined;
  const at = client.server.core.clock.now();
  const joined = { type: 'joined', id: '', at, room: room.address, who: occupantRef(occupant) } as const;
  const line = client.form.render(joined, View.SELF);
  if (line) client.replies.lines(line);
  if (room.record.subject && room.record.subject.text !== '') showTopic(client, room);
  showMark(client, room);
  if (!client.has(Cap.noImplicitNames) && !client.has(Cap.draftNoImplicitNames)) yield* showNames(client, room);
  return yield* showRoomMetadata(client, room);
}

/** 332 and 333, or 331. */
export function showTopic(client: Client, room: Room): void {
  const channel = channelOfRoom(client.server.core, room);
  const { subject } = room.record;
  if (!subject || subject.text === '') return client.numeric('RPL_NOTOPIC', channel);
  client.numericText('RPL_TOPIC', [channel], subjectText(subject.text));
  client.numeric('RPL_TOPICWHOTIME', channel, `${subject.by}!${subject.byMask}`, String(Math.floor(subject.at / 1000)));
}
