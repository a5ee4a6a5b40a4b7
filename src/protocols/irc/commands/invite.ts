import { isAway } from '../../../core/presence/availability.ts';
import { invite as ask } from '../../../core/rooms/invite.ts';
import { refuse } from '../../../core/refusal.ts';
import type { Command } from '../command.ts';
import { findPerson } from '../people-lookup.ts';
import { isRoom, joinedRoom } from '../room-lookup.ts';
import { awayText } from '../spell.ts';

/** INVITE <nick> <channel> -- RFC 2812 3.2.7 */
export const invite: Command = {
  params: 2,
  subject: 1,
  run(client, [nick = '', channel = '']) {
    const room = joinedRoom(client, channel);
    if (!isRoom(room)) return room;
    const person = findPerson(client, nick);
    if (!person || !client.session) return refuse('no-such-nickname', nick);
    const invitation = { to: person.address.bare, reason: '', mediated: true };
    const outcome = ask(client.server.core, client.session, room, invitation);
    if (outcome) return outcome;
    client.numeric('RPL_INVITING', person.nickname, channel);
    const { availability } = person;
    if (availability && isAway(availability)) client.numericText('RPL_AWAY', [person.nickname], awayText(availability));
    return undefined;
  },
};
