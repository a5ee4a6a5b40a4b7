import { operatorOf } from '../../../core/operators/operator-of.ts';
import type { Refusal } from '../../../core/refusal.ts';
import { Client } from '../client.ts';
import type { Command, Slices } from '../command.ts';
import { irc } from '../config.ts';
import { describe } from './ban.ts';

type Report = (client: Client) => Iterable<() => void>;

/** STATS [<letter>] -- RFC 2812 3.4.4: `u` for everybody, the others for operators; 219 ends each. */
export const stats: Command = {
  run(client, [query = '*']) {
    const letter = query[0] ?? '*';
    const refused = letter === 'u' ? undefined : mayLook(client);
    return refused ?? show(client, letter, Object.hasOwn(reports, letter) ? reports[letter] : undefined);
  },
};

function mayLook({ session, server }: Client): Refusal | undefined {
  return session && operatorOf(server.core, session.person, 'look');
}

function* show(client: Client, letter: string, report: Report | undefined): Slices {
  let lines = 0;
  for (const say of report?.(client) ?? []) {
    say();
    if (++lines % irc.slice === 0) yield;
  }
  client.numeric('RPL_ENDOFSTATS', letter);
  return undefined;
}

const reports: Readonly<Record<string, Report>> = {
  /** Bans */
  *k(client) {
    for (const ban of client.server.core.bans.all()) {
      yield () => client.numericText('RPL_STATSKLINE', ['K', ban.subject], describe(client, ban));
    }
  },
  /** Connections: name, bytes waiting, and for how long they are there. */
  *l(client) {
    const now = client.server.core.clock.now();
    for (const { nickname, sessions } of client.server.core.people.all()) {
      for (const { endpoint, ip, wire, since } of sessions) {
        const queued = endpoint instanceof Client ? endpoint.connection.queued : 0;
        const seconds = Math.floor((now - since) / 1000);
        yield () => client.numeric('RPL_STATSLINKINFO', `${nickname}[${ip}]`, String(queued), wire, String(seconds));
      }
    }
  },
  /** How often each verb was used. */
  *m(client) {
    for (const [name, count] of client.server.usage) {
      yield () => client.numeric('RPL_STATSCOMMANDS', name, String(count), '0', '0');
    }
  },
  /** Operators who may come, and who is one now. */
  *o(client) {
    const { core } = client.server;
    for (const { name, class: of } of core.config.operators.blocks.values()) {
      yield () => client.numeric('RPL_STATSOLINE', 'O', '*', '*', name, of);
    }
    for (const { nickname, operator } of core.people.all()) {
      if (operator)
        yield () => client.numeric('RPL_STATSDEBUG', 'o', `${nickname} is ${operator.name} (${operator.class})`);
    }
  },
  *u(client) {
    const { core, startedAt } = client.server;
    const seconds = Math.max(0, Math.floor((core.clock.now() - startedAt) / 1000));
    const part = (size: number, of: number) => String(Math.floor(seconds / size) % of).padStart(2, '0');
    const days = Math.floor(seconds / 86_400);
    const time = `${Math.floor(seconds / 3600) % 24}:${part(60, 60)}:${part(1, 60)}`;
    yield () => client.numeric('RPL_STATSUPTIME', `Server Up ${days} days ${time}`);
  },
};
