import { isAway } from '../../../core/presence/availability.ts';
import type { Command } from '../command.ts';
import type { Person } from '../../../core/presence/person.ts';
import { isOnline } from '../../../core/presence/watches.ts';
import type { Client } from '../client.ts';
import { findPerson } from '../people-lookup.ts';

/** Nicks of one USERHOST (RFC 2812 4.8). */
const USERHOST_NICKS = 5;

/** ISON <nick>{ <nick>} -- RFC 2812 4.9 */
export const ison: Command = {
  params: 1,
  run(client, params) {
    const nicks = params.flatMap((param) => param.split(' ')).filter(Boolean);
    const here = nicks.flatMap((nick) => findOnline(client, nick)?.nickname ?? []);
    client.numeric('RPL_ISON', here.join(' '));
    return undefined;
  },
};

/** USERHOST <nick>{ <nick>} -- RFC 2812 4.8 */
export const userhost: Command = {
  params: 1,
  run(client, params) {
    const replies = params.slice(0, USERHOST_NICKS).flatMap((nick) => {
      const person = findOnline(client, nick);
      if (!person) return [];
      const isGone = person.availability !== undefined && isAway(person.availability);
      return `${person.nickname}${person.operator ? '*' : ''}=${isGone ? '-' : '+'}${person.mask}`;
    });
    client.numeric('RPL_USERHOST', replies.join(' '));
    return undefined;
  },
};

/** As MONITOR sees it: somebody kept in rooms without a session is not here (SEMANTICS 7). */
function findOnline(client: Client, nick: string): Person | undefined {
  const person = findPerson(client, nick);
  return person && isOnline(person) ? person : undefined;
}
