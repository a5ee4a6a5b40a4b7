import { marksOf } from '../../../core/archive/read-marks.ts';
import { enter, type Entered } from '../../../core/rooms/enter.ts';
import { leave } from '../../../core/rooms/leave.ts';
import { isRefusal, Later, refuse, type Refusal } from '../../../core/refusal.ts';
import type { Bare } from '../../../lib/address.ts';
import { Cap } from '../capabilities.ts';
import type { Client } from '../client.ts';
import type { Command, Result } from '../command.ts';
import { attachTo, isDetached, noteAttached } from '../detached.ts';
import { parseChannel } from '../names.ts';
import { irc } from '../config.ts';
import { showRoom } from '../show-room.ts';

/** JOIN <channel>{,<channel>} [<key>{,<key>}], JOIN 0 -- RFC 2812 3.2.1 */
export const join: Command = {
  params: 1,
  each: { of: 0, with: 1, most: irc.manyTargets },
  run(client, [channel = '', key = '']) {
    const { session, server } = client;
    if (!session) return undefined;
    if (channel === '0') return leaveAll(client);
    const target = parseChannel(channel, server.core.config.roomsDomain);
    // 403 is what clients show for any name that cannot be; 479 is only for those that look like one.
    if (!target) return refuse(channel.startsWith('#') ? 'room-name-invalid' : 'no-such-room', channel);
    if (!target.address.endsWith(`@${server.core.config.roomsDomain}`)) {
      return refuse('no-such-room', channel, {
        text: 'No such channel: rooms of other servers cannot be entered from here',
      });
    }
    // What is shown of the room must be at hand when it is entered.
    const marks = client.has(Cap.readMarker) ? marksOf(server.core, session) : undefined;
    if (marks instanceof Later) return marks;
    const entered = enter(server.core, session, { address: target.address, name: target.name, key });
    if (entered instanceof Later) return entered;
    if (!isRefusal(entered)) return showEntered(client, entered);
    return entered.instead === undefined ? entered : enterInstead(client, channel, entered, entered.instead);
  },
};

/** The channel sends those who cannot enter to another one (+f), which lets in whom it wants; it sends nobody further. */
function enterInstead(client: Client, channel: string, refused: Refusal, instead: Bare): Result {
  const { session, server } = client;
  if (!session) return undefined;
  const entered = enter(server.core, session, { address: instead, name: instead.slice(0, instead.lastIndexOf('@')) });
  if (entered instanceof Later) return entered;
  if (isRefusal(entered)) return refused;
  client.numeric('ERR_LINKCHANNEL', channel, server.spelling.channel(instead));
  return showEntered(client, entered);
}

/** Whom the device was detached from comes back with what it missed; who is inside already is shown nothing. */
function showEntered(client: Client, { room, occupant, already, created }: Entered): Result {
  const seat = client.session?.seats.get(room.address);
  if (seat && isDetached(seat)) return attachTo(client, seat);
  if (already) return undefined;
  noteAttached(client, room);
  return showRoom(client, occupant, created);
}

function leaveAll({ session, server }: Client): Result {
  if (!session) return undefined;
  for (const { occupant } of [...session.seats.values()]) {
    const outcome = leave(server.core, session, occupant.room, '');
    if (outcome) return outcome;
  }
  return undefined;
}
