import { findClassProblem, resolveClasses, type ClassDefinition } from '../core/operators/rights.ts';
import { isLoopbackHost, listenAddress, listensClash } from './listen.ts';
import type { ListenSpec } from './listen.ts';
import { listenKeys } from './schema.ts';
import type { Config } from './schema.ts';

/** Keys that are each fine and impossible together. */
export interface Clash {
  readonly path: readonly string[];
  readonly what: string;
  readonly allowed: string;
}

/** Every impossible combination in a resolved configuration. */
export function findClashes(config: Config): readonly Clash[] {
  return [
    ...clashingNames(config),
    ...clashingPorts(config),
    ...clashingLogins(config),
    ...clashingSts(config),
    ...clashingSizes(config),
    ...clashingClasses(config),
  ];
}

function clashingNames({ domain, names }: Config): Clash[] {
  if (names.rooms !== domain) return [];
  const what = `the rooms and the accounts would both live on ${domain}`;
  return [{ path: ['names', 'rooms'], what, allowed: `another domain, such as "rooms.${domain}"` }];
}

function clashingPorts(config: Config): Clash[] {
  const all: [key: string, spec: ListenSpec][] = listenKeys.flatMap((key) =>
    config.listen[key].map((spec): [string, ListenSpec] => [key, spec]),
  );
  return all.flatMap(([key, spec], index) => {
    const other = all.slice(0, index).find(([, earlier]) => listensClash(earlier, spec));
    if (!other) return [];
    const what = `${listenAddress(spec)} is taken by listen.${other[0]} ("${other[1].text}")`;
    return [{ path: ['listen', key], what, allowed: 'a port that no other listener has' }];
  });
}

function clashingLogins({ accounts, guests, tls, listen }: Config): Clash[] {
  const clashes: Clash[] = [];
  if (accounts.mechanisms.length === 0 && !guests.enabled) {
    const what = 'nobody could come in: no mechanism to log in with, and guests are off';
    clashes.push({
      path: ['accounts', 'mechanisms'],
      what,
      allowed: 'at least one mechanism, or guests.enabled = true',
    });
  }
  const passwords = accounts.mechanisms.filter((mechanism) => mechanism !== 'EXTERNAL');
  if (accounts.registration !== 'closed' && accounts.mechanisms.length > 0 && passwords.length === 0) {
    const what = `accounts made by registration (${accounts.registration}) have passwords, and no mechanism takes one`;
    clashes.push({
      path: ['accounts', 'registration'],
      what,
      allowed: '"closed", or SCRAM-SHA-256 in accounts.mechanisms',
    });
  }
  const external = passwords.length === 0 && accounts.mechanisms.length > 0;
  if (external && [...listen.irc, ...listen.xmpp].every((spec) => spec.tls === 'none') && tls.require) {
    const what = 'EXTERNAL needs TLS, and no listener of listen.irc or listen.xmpp has it';
    clashes.push({ path: ['accounts', 'mechanisms'], what, allowed: 'a listener with tls or starttls' });
  }
  return clashes;
}

function clashingClasses({ opers, oper_classes: classes }: Config): Clash[] {
  const defined = classDefinitions(classes);
  const known = [...resolveClasses(defined).keys()];
  const allowed = `one of ${known.join(', ')}`;
  const lost = Object.entries(opers).filter(([, oper]) => !known.includes(oper.class));
  const odd = Object.keys(defined).map((name) => [name, findClassProblem(defined, name)] as const);
  return [
    ...lost.map(([name, oper]) => ({
      path: ['opers', name, 'class'],
      what: `there is no class "${oper.class}"`,
      allowed,
    })),
    ...odd.flatMap(([name, what]) =>
      what === undefined ? [] : [{ path: ['oper_classes', name, 'extends'], what, allowed }],
    ),
  ];
}

/** As the core takes them. */
export function classDefinitions(classes: Config['oper_classes']): Record<string, ClassDefinition> {
  const entries = Object.entries(classes).map(([name, given]) => [name, { ...given, rights: given.capabilities }]);
  return Object.fromEntries(entries) as Record<string, ClassDefinition>;
}

function clashingSts({ tls, listen }: Config): Clash[] {
  if (!tls.sts || listen.irc.some((spec) => spec.tls === 'tls' && !spec.onion && !isLoopbackHost(spec.host))) return [];
  const what = 'tls.sts sends IRC clients to a listener with TLS, and listen.irc has none that others can reach';
  return [{ path: ['tls', 'sts'], what, allowed: 'a listener with tls in listen.irc, or tls.sts = false' }];
}

function clashingSizes({ limits, history }: Config): Clash[] {
  const clashes: Clash[] = [];
  if (limits.sendq < 2 * limits.message) {
    const what = `the write queue (${limits.sendq} bytes) would not hold two messages of limits.message (${limits.message} bytes)`;
    clashes.push({ path: ['limits', 'sendq'], what, allowed: `at least ${2 * limits.message}` });
  }
  if (history.enabled && history.retention === 0) {
    const what = 'history.enabled keeps messages that history.retention would drop at once';
    clashes.push({ path: ['history', 'retention'], what, allowed: 'a longer time, or history.enabled = false' });
  }
  return clashes;
}
