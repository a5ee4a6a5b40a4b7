import { marksOf } from '../../../core/archive/read-marks.ts';
import { isAlwaysOn } from '../../../core/bouncer/policy.ts';
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
import { channelOfRoom } from '../spelling.ts';
import { numerics } from '../wire/numerics.ts';

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
    if (entered.instead === undefined) return entered;
    if (entered.reason === 'room-renamed' && client.has(Cap.channelRename))
      return tellNewName(client, channel, entered.instead);
    return enterInstead(client, entered, { channel, key, to: entered.instead });
  },
};

/** draft/channel-rename, "Channel redirection": a client that knows the command is told, and enters where it wants. */
function tellNewName(client: Client, channel: string, to: Bare): undefined {
  const next = client.server.spelling.channel(to);
  client.fail('JOIN', 'CHANNEL_RENAMED', [channel, next], 'The channel has been renamed');
  return undefined;
}

/** From where, and to where. */
interface Forward {
  readonly channel: string;
  readonly key: string;
  readonly to: Bare;
}

/**
 * The channel sends those who cannot enter to another one (+f), which lets in whom it wants; it sends nobody further, but for a
 * room that has another name now. Who knows a room by its old name is let in as by the new one.
 */
function enterInstead(client: Client, refused: Refusal, { channel, key, to }: Forward): Result {
  const { session, server } = client;
  if (!session) return undefined;
  let at = to;
  for (let last = refused; ;) {
    const isRenamed = last.reason === 'room-renamed';
    const name = at.slice(0, at.lastIndexOf('@'));
    const entered = enter(server.core, session, { address: at, name, ...(isRenamed && { key }) });
    if (entered instanceof Later) return entered;
    if (!isRefusal(entered)) return showForwarded(client, channel, entered, isRenamed);
    const isNewName = (entered.reason === 'room-renamed') !== isRenamed;
    if (entered.instead === undefined || !isNewName || last !== refused) return isRenamed ? entered : refused;
    [last, at] = [entered, entered.instead];
  }
}

function showForwarded(client: Client, channel: string, entered: Entered, isRenamed: boolean): Result {
  const text = isRenamed ? 'The channel has been renamed' : numerics.ERR_LINKCHANNEL[1];
  client.numericText('ERR_LINKCHANNEL', [channel, channelOfRoom(client.server.core, entered.room)], text);
  return showEntered(client, entered);
}

function keepAll(client: Client): void {
  const text = 'You are always on: JOIN 0 does not leave your channels; PART those you mean';
  if (client.has(Cap.standardReplies)) client.note('JOIN', 'ALWAYS_ON', ['0'], text);
  else client.serverNotice(text);
}

/** Whom the device was detached from comes back with what it missed; who is inside already is shown nothing. */
function showEntered(client: Client, { room, occupant, already, created }: Entered): Result {
  const seat = client.session?.seats.get(room.address);
  if (seat && isDetached(seat)) return attachTo(client, seat);
  if (already) return undefined;
  noteAttached(client, room);
  return showRoom(client, occupant, created);
}

/**
 * RFC 2812 3.2.1: "a special request to leave all channels". Hardly anybody means it, and from an account that is always on it
 * would take every bookmark away: that one is only told (SEMANTICS 3, "Limits").
 */
function leaveAll(client: Client): Result {
  const { session, server } = client;
  if (!session) return undefined;
  const { account } = session.person;
  if (account && isAlwaysOn(server.core, account)) return void keepAll(client);
  for (const { occupant } of [...session.seats.values()]) {
    const outcome = leave(server.core, session, occupant.room, '');
    if (outcome) return outcome;
  }
  return undefined;
}
