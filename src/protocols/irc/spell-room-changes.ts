import type { InvitedEvent, KnockedEvent, RoomRenamedEvent } from '../../core/room-event.ts';
import { View } from '../../core/endpoint.ts';
import { Cap } from './capabilities.ts';
import { tagged, type Asked, type Spelt } from './spelt.ts';
import { sourceOf } from './spelling.ts';
import { formatLine, formatWords } from './wire/format.ts';
import { numerics } from './wire/numerics.ts';

/** INVITE to whom is invited, and to moderators who want to know (IRCv3 invite-notify). */
export function invited(event: InvitedEvent, asked: Asked): Spelt[] {
  const { caps, view, spelling } = asked;
  if (!(view & View.SELF) && !(caps & Cap.inviteNotify)) return [];
  const { by, who, room } = event;
  const params = [spelling.nick(who.address), spelling.channel(room)];
  return [tagged(event, by, asked, formatWords(sourceOf(by), 'INVITE', params))];
}

/** 710, addressed to the channel as the servers that have it do: the same bytes for all moderators. */
export function knocked(event: KnockedEvent, asked: Asked): Spelt[] {
  const { who, room, text } = event;
  const channel = asked.spelling.channel(room);
  const [code, usual] = numerics.RPL_KNOCK;
  const params = [channel, channel, sourceOf(who), text === '' ? usual : `${usual}: ${text}`];
  return [tagged(event, who, asked, formatLine(asked.spelling.serverName, code, params))];
}

/** RENAME (draft/channel-rename); whoever does not have it is shown a PART and a JOIN by `moved`. */
export function roomRenamed(event: RoomRenamedEvent, asked: Asked): Spelt[] {
  const { caps, spelling } = asked;
  if (!(caps & Cap.channelRename)) return [];
  const { room, name, to, newName, by, reason } = event;
  const params = [spelling.channelNamed(room, name), spelling.channelNamed(to, newName), reason];
  return [tagged(event, by, asked, formatLine(sourceOf(by), 'RENAME', params))];
}
