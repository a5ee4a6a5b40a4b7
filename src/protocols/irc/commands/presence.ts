import { isAway } from '../../../core/presence/availability.ts';
import type { Command } from '../command.ts';
import { findPerson } from '../people-lookup.ts';

/** Nicks of one USERHOST (RFC 2812 4.8). */
const USERHOST_NICKS = 5;

/** ISON <nick>{ <nick>} -- RFC 2812 4.9 */
export const ison: Command = {
  params: 1,
  run(client, params) {
    const nicks = params.flatMap((param) => param.split(' ')).filter(Boolean);
    const here = nicks.flatMap((nick) => findPerson(client, nick)?.nickname ?? []);
    client.numeric('RPL_ISON', here.join(' '));
    return undefined;
  },
};

/** USERHOST <nick>{ <nick>} -- RFC 2812 4.8 */
export const userhost: Command = {
  params: 1,
  run(client, params) {
    const replies = params.slice(0, USERHOST_NICKS).flatMap((nick) => {
      const person = findPerson(client, nick);
      if (!person) return [];
      return `${person.nickname}=${person.availability && isAway(person.availability) ? '-' : '+'}${person.mask}`;
    });
    client.numeric('RPL_USERHOST', replies.join(' '));
    return undefined;
  },
};
