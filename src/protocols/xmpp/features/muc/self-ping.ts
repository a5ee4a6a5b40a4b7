import { findOccupant } from '../../../../core/rooms/room.ts';
import type { IqAnswer, IqRequest } from '../../context.ts';
import type { Feature } from '../../feature.ts';
import { NS } from '../../wire/namespaces.ts';
import { stanzaError } from '../../wire/stanza-error.ts';
import { seatOf } from './find-room.ts';
import { isOwnNickname } from './nickname.ts';

/** "Am I still in the room?" (XEP-0410 3.3): answered here, without a way round through the client's other sessions. */
export const selfPing: Feature = {
  iq: { occupant: { [`get ${NS.ping} ping`]: ping } },
};

function ping(request: IqRequest): IqAnswer {
  const seat = seatOf(request);
  if (!seat) return stanzaError('not-acceptable', 'You are not in this room.', 'cancel');
  if (isOwnNickname(seat, request.to.resource)) return undefined;
  // Somebody else who is here is reachable through us, on whichever wire (SEMANTICS 5.5).
  return findOccupant(seat.occupant.room, request.to.resource) ? undefined : stanzaError('item-not-found');
}
