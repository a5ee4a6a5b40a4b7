import { sendDirect } from '../../../core/direct/send.ts';
import { isAway } from '../../../core/presence/availability.ts';
import { refuse, type Outcome } from '../../../core/refusal.ts';
import { admitAbsent, invitationsOf, invite as ask } from '../../../core/rooms/invite.ts';
import type { Room } from '../../../core/rooms/room.ts';
import type { Client } from '../client.ts';
import type { Command, Slices } from '../command.ts';
import { irc } from '../config.ts';
import { addressOf, findAddressee } from '../people-lookup.ts';
import { isRoom, joinedRoom } from '../room-lookup.ts';
import { awayText } from '../spell.ts';
import { channelOfRoom } from '../spelling.ts';

/** INVITE [<nick> <channel>] -- RFC 2812 3.2.7; without parameters the rooms that one is invited to (Modern, 336 and 337) */
export const invite: Command = {
  subject: 1,
  run(client, params) {
    if (params.length === 0) return showInvitations(client);
    const [nick = '', channel = ''] = params;
    if (nick === '' || channel === '') return void client.numeric('ERR_NEEDMOREPARAMS', 'INVITE');
    const room = joinedRoom(client, channel);
    if (!isRoom(room)) return room;
    if (!client.session) return undefined;
    const person = findAddressee(client, nick);
    if (!person) return inviteAbsent(client, room, nick);
    const invitation = { to: person.address.bare, reason: '', mediated: true };
    const outcome = ask(client.server.core, client.session, room, invitation);
    if (outcome) return outcome;
    client.numeric('RPL_INVITING', person.nickname, channelOfRoom(client.server.core, room));
    const { availability } = person;
    if (availability && isAway(availability)) client.numericText('RPL_AWAY', [person.nickname], awayText(availability));
    return undefined;
  },
};

/** Who has an account and is not here finds the invitation among the messages (SEMANTICS 4.1). */
function inviteAbsent(client: Client, room: Room, nick: string): Outcome {
  const { session, server } = client;
  const { core } = server;
  const to = addressOf(client, nick);
  if (to === undefined || !session) return refuse('no-such-nickname', nick);
  const refused = admitAbsent(core, session, room, to);
  if (refused)
    return 'reason' in refused && refused.reason === 'no-such-account' ? refuse('no-such-nickname', nick) : refused;
  const channel = channelOfRoom(core, room);
  const body = `You are invited to ${channel} (xmpp:${room.address}?join)`;
  const outcome = sendDirect(core, session, { address: to }, { kind: 'text', body, kept: true }, undefined);
  if (!outcome) client.numeric('RPL_INVITING', nick, channel);
  return outcome;
}

function* showInvitations(client: Client): Slices {
  const { core } = client.server;
  let lines = 0;
  for (const room of client.session ? invitationsOf(core, client.session) : []) {
    client.numeric('RPL_INVITED', channelOfRoom(core, room));
    if (++lines % irc.slice === 0) yield;
  }
  client.numeric('RPL_ENDOFINVITED');
  return undefined;
}
