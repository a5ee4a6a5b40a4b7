import { timeOf } from '../../lib/id.ts';
import type { Event, MessageEvent, OccupantRef, PersonRef } from '../event.ts';
import type { ActEvent, PastEvent } from '../history-event.ts';
import { online } from '../presence/availability.ts';
import type { Room } from '../rooms/room.ts';
import type { SettingChange } from '../rooms/settings.ts';

type RoomPast = Exclude<PastEvent, ActEvent>;

/** Is it something that history shows again? Whether people are away is of the moment, and a server that stops is no act. */
export function isLasting(event: Event): event is RoomPast {
  switch (event.type) {
    case 'joined':
    case 'left':
    case 'renamed':
    case 'subject':
    case 'configured':
    case 'ban-list':
      return true;
    case 'ranked':
      return event.present;
    case 'removed':
      return event.cause !== 'shutdown' && event.cause !== 'destroyed';
    default:
      return false;
  }
}

/** The event as the archive keeps it, among the messages of the room: with the place of the last of them. */
export function rowOf(room: Room, event: RoomPast): MessageEvent {
  return {
    type: 'message',
    id: event.id,
    at: timeOf(event.id),
    conversation: room.record.id,
    seq: room.lastSeq,
    room: room.address,
    to: undefined,
    from: actorOf(room, event),
    kind: 'event',
    body: undefined,
    kept: true,
    past: lasting(event),
  };
}

function actorOf(room: Room, event: RoomPast): PersonRef {
  const by = 'by' in event ? event.by : event.who;
  if (by) return { ...by };
  const { address, record } = room;
  return { address, nickname: record.name, mask: address, account: undefined, occupantId: '' };
}

/** Without what is of the moment, and without the room's key: history is read by who could not have entered with it. */
function lasting(event: RoomPast): RoomPast {
  if ('who' in event) return { ...event, who: plain(event.who) };
  return event.type === 'configured' ? { ...event, changes: event.changes.map(withoutKey) } : event;
}

function plain(who: OccupantRef): OccupantRef {
  const { device: _, ...rest } = who;
  return { ...rest, availability: online };
}

function withoutKey(change: SettingChange): SettingChange {
  if (change.name !== 'key') return change;
  const hidden = (value: SettingChange['after']) => (value === '' ? '' : '*');
  return { ...change, before: hidden(change.before), after: hidden(change.after) };
}
