import type { LoadProgram, RunningServer, ServeOptions } from '../../src/cli/running-server.ts';
import type { Config } from '../../src/config/schema.ts';
import type { AccountDetails, AccountsAdmin, BansAdmin } from '../../src/core/commands/ports.ts';

/** Accounts in memory, and the passwords that were set. */
export function fakeAccounts(): AccountsAdmin & { readonly passwords: Map<string, string> } {
  const accounts = new Map<string, AccountDetails>();
  const passwords = new Map<string, string>();
  const missing = (about: string) => ({ reason: 'no-such-account' as const, about });
  const setLock = async (name: string, locked: boolean) => {
    const found = accounts.get(name);
    if (!found) return missing(name);
    accounts.set(name, { ...found, locked });
    return undefined;
  };
  return {
    passwords,
    async add(name, password) {
      if (accounts.has(name)) return { reason: 'account-exists', about: name };
      const made = {
        name,
        address: `${name}@test`,
        locked: false,
        createdAt: 0,
        lastSeenAt: undefined,
        email: '',
        displayName: '',
        sessions: [],
        rooms: [],
      };
      accounts.set(name, made);
      passwords.set(name, password);
      return made;
    },
    remove: async (name) => (accounts.delete(name) ? undefined : missing(name)),
    async setPassword(name, password) {
      if (!accounts.has(name)) return missing(name);
      passwords.set(name, password);
      return undefined;
    },
    list: async (after, limit) => [...accounts.values()].filter(({ name }) => name > after).slice(0, limit),
    show: async (name) => accounts.get(name),
    lock: (name) => setLock(name, true),
    verify: async (name) => (accounts.has(name) ? undefined : missing(name)),
    unlock: (name) => setLock(name, false),
  };
}

/** A list of bans that stays empty. */
export const fakeBans: BansAdmin = {
  list: () => [],
  add: async (ban) => ({ ...ban, by: 'test', at: 0, expiresAt: undefined }),
  remove: async () => false,
};

export interface FakeProgram {
  readonly load: LoadProgram;
  readonly accounts: ReturnType<typeof fakeAccounts>;
  /** Resolves with what `serve` was called with. */
  readonly served: Promise<ServeOptions>;
  /** What `reload` was called with. */
  readonly reloads: Config[];
  readonly stops: string[];
}

/** A server that listens nowhere; it starts, answers and stops like the real one. */
export function fakeProgram(serveFails?: Error): FakeProgram {
  const accounts = fakeAccounts();
  const reloads: Config[] = [];
  const stops: string[] = [];
  const served = withResolvers<ServeOptions>();
  const serve = async (options: ServeOptions): Promise<RunningServer> => {
    if (serveFails) throw serveFails;
    const ended = withResolvers<void>();
    served.resolve(options);
    return {
      listeners: [{ key: 'irc', host: '127.0.0.1', port: 6667, tls: 'none' }],
      accounts,
      bans: fakeBans,
      administer: () => undefined,
      gate: () => 5,
      status: async () => ({
        version: '0.0.0-test',
        domain: options.config.domain,
        pid: 1,
        uptimeMs: 1000,
        listeners: ['127.0.0.1:6667 irc'],
        connections: 0,
        sessions: { irc: 0, xmpp: 0 },
        rooms: 1,
        storage: { kind: 'memory', available: true },
        memory: 1,
      }),
      reload: async (config) => void reloads.push(config),
      stop: async (reason) => {
        stops.push(reason);
        ended.resolve();
      },
      ended: ended.promise,
    };
  };
  const openDatabase = async () => {
    let pending = ['0002_more.sql'];
    return {
      status: async () => ({ kind: 'memory' as const, version: 'none', applied: ['0001_first.sql'], pending }),
      migrate: async () => pending.splice(0),
      close: async () => void (pending = []),
    };
  };
  return { load: async () => ({ serve, openDatabase }), accounts, served: served.promise, reloads, stops };
}

function withResolvers<T>(): { promise: Promise<T>; resolve: (value: T) => void } {
  let resolve: (value: T) => void = () => undefined;
  const promise = new Promise<T>((settle) => (resolve = settle));
  return { promise, resolve };
}
