import { isGuestNickname } from '../../../core/accounts/names.ts';
import { note } from '../../../core/operators/notices.ts';
import { operatorOf } from '../../../core/operators/operator-of.ts';
import type { Right } from '../../../core/operators/rights.ts';
import type { Session } from '../../../core/presence/session.ts';
import { renamePerson } from '../../../core/presence/rename-person.ts';
import { isRefusal, Later, refuse, type Outcome, type Refusal } from '../../../core/refusal.ts';
import { enter } from '../../../core/rooms/enter.ts';
import { leave } from '../../../core/rooms/leave.ts';
import { withForce } from '../../../core/rooms/rights.ts';
import type { Client } from '../client.ts';
import { cleanText } from '../clean-text.ts';
import type { Command, Result } from '../command.ts';
import { parseChannel } from '../names.ts';
import { findPerson } from '../people-lookup.ts';
import { isRoom, openRoom } from '../room-lookup.ts';
import { changeModes } from './mode.ts';

/** SAJOIN [<nick>] <channel>: takes somebody into a channel, whatever keeps them out. */
export const sajoin: Command = forced('rooms', 1, (client, params) => {
  const [nick, channel = ''] = params.length > 1 ? params : [client.nick, params[0]];
  const target = followerOf(client, nick as string);
  if (isRefusal(target)) return target;
  const { core } = client.server;
  const parsed = parseChannel(channel, core.config.roomsDomain);
  if (!parsed) return refuse('no-such-room', channel);
  const room = openRoom(client, channel);
  const come = () => enter(core, target, { address: parsed.address, name: parsed.name });
  const entered = isRoom(room) ? withForce(room, target, come) : come();
  if (entered instanceof Later || isRefusal(entered)) return entered;
  if (!entered.already) target.endpoint.entered(entered.occupant);
  return undefined;
});

/** SAPART [<nick>] <channel> [<reason>]: takes somebody out of a channel. */
export const sapart: Command = forced('rooms', 1, (client, params) => {
  const [nick, channel = '', reason = ''] = params[0]?.startsWith('#') ? [client.nick, ...params] : params;
  const target = followerOf(client, nick as string);
  if (isRefusal(target)) return target;
  const room = openRoom(client, channel);
  if (!isRoom(room)) return room;
  const seated = target.person.sessions.find((session) => session.seats.has(room.address));
  return seated
    ? leave(client.server.core, seated, room, cleanText(reason))
    : refuse('not-in-room', target.person.nickname);
});

/** SAMODE <channel> <modes> {<parameter>}: MODE with the rights of an owner. */
export const samode: Command = forced('rooms', 2, (client, params) => {
  const room = openRoom(client, params[0] ?? '');
  if (!isRoom(room) || !client.session) return isRoom(room) ? undefined : room;
  return withForce(room, client.session, () => changeModes(client, room, params));
});

/** SANICK <nick> <new nick> */
export const sanick: Command = forced('rename', 2, (client, [nick = '', next = '']) => {
  const target = followerOf(client, nick);
  if (isRefusal(target)) return target;
  return isGuestNickname(next) ? renamePerson(client.server.core, target, next) : refuse('nickname-invalid', next);
});

/** A command that needs that right; other operators are told of it once it is done. */
function forced(
  right: Right,
  params: number,
  act: (client: Client, params: readonly string[]) => Result | Outcome,
): Command {
  return {
    params,
    run(client, given, name) {
      const { session, server } = client;
      if (!session) return undefined;
      const refused = operatorOf(server.core, session.person, right);
      if (refused) return refused;
      const result = act(client, given);
      if (result === undefined) note(server.core, 'k', `${client.nick} used ${name} ${given.join(' ')}`);
      return result;
    },
  };
}

/** The session of somebody that is wherever its person is: those of XMPP enter rooms by themselves. */
function followerOf(client: Client, nick: string): Session | Refusal {
  const person = findPerson(client, nick);
  if (!person) return refuse('no-such-nickname', nick);
  return (
    person.sessions.find(({ follows }) => follows) ??
    refuse('unsupported', person.nickname, { text: 'They have no IRC session' })
  );
}
