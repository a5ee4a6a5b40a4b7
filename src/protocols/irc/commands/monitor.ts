import { isOnline } from '../../../core/presence/watches.ts';
import type { Session } from '../../../core/presence/session.ts';
import { parseAddress } from '../../../lib/address.ts';
import { Cap } from '../capabilities.ts';
import type { Client } from '../client.ts';
import type { Command } from '../command.ts';
import { joinWithin } from '../join-within.ts';
import { findPerson } from '../people-lookup.ts';
import { sourceOf } from '../spelling.ts';
import type { Numeric } from '../wire/numerics.ts';

/** MONITOR +|-|C|L|S [<target>{,<target>}] -- IRCv3 monitor */
export const monitor: Command = {
  params: 1,
  run(client, [modifier = '', list = '']) {
    const { session } = client;
    const act = modifiers[modifier.toUpperCase()];
    if (!session) return undefined;
    if (act) act(client, session, [...new Set(list.split(',').filter(Boolean))]);
    else client.numericText('ERR_UNKNOWNERROR', ['MONITOR'], 'MONITOR knows +, -, C, L and S');
    return undefined;
  },
};

type Act = (client: Client, session: Session, targets: readonly string[]) => void;

const modifiers: Readonly<Record<string, Act>> = {
  '+': watch,
  '-': ({ server }, session, targets) => {
    for (const target of targets) server.core.watches.remove(session, target);
  },
  C: ({ server }, session) => server.core.watches.clear(session),
  L: (client, session) => {
    lists(client, 'RPL_MONLIST', [...client.server.core.watches.of(session)]);
    client.numeric('RPL_ENDOFMONLIST');
  },
  S: (client, session) => showStates(client, [...client.server.core.watches.of(session)]),
};

/** Those that find no place any more are told back as they came ("734"). */
function watch(client: Client, session: Session, targets: readonly string[]): void {
  const { watches, config } = client.server.core;
  const limit = config.limits.watched;
  const shown: string[] = [];
  const strangers: string[] = [];
  for (const [i, target] of targets.entries()) {
    if (!canBeWatched(client, target)) {
      strangers.push(target);
      continue;
    }
    if (!watches.has(session, target) && watches.count(session) >= limit) {
      showStates(client, shown);
      lists(client, 'RPL_MONOFFLINE', strangers);
      return client.numeric('ERR_MONLISTFULL', String(limit), targets.slice(i).join(','));
    }
    watches.add(session, target);
    shown.push(target);
  }
  showStates(client, shown);
  lists(client, 'RPL_MONOFFLINE', strangers);
  noteStrangers(client, strangers);
}

/** People elsewhere show themselves to who is subscribed to them, and to nobody else (SEMANTICS 7). */
function noteStrangers(client: Client, strangers: readonly string[]): void {
  if (!client.has(Cap.standardReplies)) return;
  for (const target of strangers) {
    if (parseAddress(target) && target.includes('@') && !/[*?!]/.test(target)) {
      client.note('MONITOR', 'NOT_SUBSCRIBED', [target], 'You do not see when they are online');
    }
  }
}

/** A nick, or an address of this server; never a mask ("MONITOR vs. WATCH"). */
function canBeWatched({ server }: Client, target: string): boolean {
  if (target.length > MOST_LETTERS || /[*?!\s\0]/.test(target) || target.startsWith('#')) return false;
  const { domain, guestsDomain } = server.core.config;
  const at = target.lastIndexOf('@');
  return at < 0 || [domain, guestsDomain].includes(target.slice(at + 1).toLowerCase());
}

/** Longer than any nick or local address: nobody can be called so. */
const MOST_LETTERS = 128;

function showStates(client: Client, targets: readonly string[]): void {
  const here: string[] = [];
  const gone: string[] = [];
  for (const target of targets) {
    const person = findPerson(client, target);
    if (!person || !isOnline(person)) gone.push(target);
    else here.push(sourceOf({ nickname: target.includes('@') ? target : person.nickname, mask: person.mask }));
  }
  lists(client, 'RPL_MONONLINE', here);
  lists(client, 'RPL_MONOFFLINE', gone);
}

function lists(client: Client, numeric: Numeric, targets: readonly string[]): void {
  for (const text of joinWithin(targets, ',')) client.numericText(numeric, [], text);
}
