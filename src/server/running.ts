import type { RunningServer } from '../cli/running-server.ts';
import { createAccountsAdmin } from '../core/accounts/accounts-admin.ts';
import { createBansAdmin } from '../core/bans/bans-admin.ts';
import type { AdminContext } from '../core/commands/ports.ts';
import type { Core } from '../core/core.ts';
import { setGate } from '../core/operators/gate.ts';
import { renewRights } from '../core/operators/take-rights.ts';
import type { Config } from '../config/schema.ts';
import type { Log } from '../lib/log.ts';
import { coreConfig } from './core-config.ts';
import type { ServerStorage } from './database.ts';
import type { Doors } from './open-listeners.ts';
import { trustedProxies } from '../transport/trusted-proxies.ts';
import { statusOf } from './status.ts';
import { ircConfig, transportLimits, xmppConfig } from './wire-config.ts';
import type { IrcConfig } from '../protocols/irc/config.ts';
import { fileHost, type Web } from './web.ts';
import type { XmppConfig } from '../protocols/xmpp/xmpp-config.ts';

export interface RunningParts {
  readonly config: Config;
  readonly core: Core;
  readonly stored: ServerStorage;
  readonly doors: Doors;
  readonly irc: { configure(config: IrcConfig): void; administer(context: AdminContext): void };
  readonly xmpp: { configure(config: XmppConfig): void; stop?(): void };
  readonly web: Pick<Web, 'configure' | 'stop'>;
  /** Makes those of `rooms.autojoin` that are not there yet. */
  readonly makeRooms: (names: readonly string[]) => Promise<void>;
  readonly log: Log;
  readonly version: string;
}

/** Milliseconds that staged messages, changed rooms and closing connections may take at the end. */
const DRAIN_MS = 5000;
const CLOSE_MS = 3000;

/** The server as the command line sees it: status, reload, and an orderly end. */
export function createRunningServer(parts: RunningParts): RunningServer & { fail(error: Error): void } {
  const { core, stored, doors, irc, xmpp, web, makeRooms, log, version } = parts;
  let stopping: Promise<void> | undefined;
  let end: () => void = () => {};
  let fault: (error: Error) => void = () => {};
  const ended = new Promise<void>((resolve, reject) => {
    end = resolve;
    fault = reject;
  });
  ended.catch(() => {}); // whoever waits for it hears of it; nobody else must
  return {
    listeners: doors.facts,
    accounts: createAccountsAdmin(core),
    bans: createBansAdmin(core),
    ended,
    gate(level) {
      if (level !== undefined) setGate(core, level, core.config.domain);
      return core.gate.level;
    },
    administer: (context) => irc.administer(context),
    status: () =>
      statusOf({
        core,
        version,
        listeners: doors.facts,
        connections: () => doors.listeners.connections,
        storage: stored.kind,
      }),
    async reload(config) {
      core.config = coreConfig(config);
      renewRights(core);
      irc.configure(ircConfig(config, version, fileHost(config, doors.facts)));
      xmpp.configure(xmppConfig(config, version, true));
      web.configure(config, doors.facts);
      doors.listeners.setLimits(transportLimits(config));
      doors.listeners.setProxies(trustedProxies(config.listen.trusted_proxies));
      await doors.certificates.reload();
      await makeRooms(config.rooms.autojoin);
    },
    stop: () => (stopping ??= shutDown().then(end, fault)),
    fail(error) {
      stopping ??= shutDown().then(() => fault(error), fault);
    },
  };

  /** No new connections; what is staged is committed and answered; everybody is told; what changed is written. */
  async function shutDown(): Promise<void> {
    for (const listener of [...doors.listeners.all]) listener.close();
    if (!(await within(DRAIN_MS, core.writer.drain())))
      log.error({ waiting: core.writer.queued }, 'stopping with messages that were not stored');
    for (const person of core.people.all()) {
      for (const session of [...person.sessions]) session.endpoint.dismiss('shutdown');
    }
    xmpp.stop?.();
    web.stop();
    await doors.listeners.stop(CLOSE_MS);
    await within(DRAIN_MS, core.writer.drain()); // that they left
    if (!(await within(DRAIN_MS, core.rooms.flush())))
      log.error({ unsaved: core.rooms.unsaved }, 'stopping with changes of rooms that were not written');
    if (!(await within(DRAIN_MS, core.bouncer.changes.flush())))
      log.error({ unsaved: core.bouncer.changes.unsaved }, 'stopping with changes of accounts that were not written');
    await stored.close();
  }

  /** True when `work` was done within `ms`. */
  function within(ms: number, work: Promise<void>): Promise<boolean> {
    return new Promise((resolve, reject) => {
      const late = core.clock.after(ms, () => resolve(false));
      work.then(() => resolve(true), reject).finally(() => late.cancel());
    });
  }
}
