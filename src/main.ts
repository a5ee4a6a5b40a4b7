import { join } from 'node:path';
import { domainToASCII } from 'node:url';
import type { RunningServer, ServeOptions } from './cli/running-server.ts';
import { watchAbsent } from './core/bouncer/expire.ts';
import { restoreResidents } from './core/bouncer/restore.ts';
import { createCore } from './core/create-core.ts';
import { systemClock } from './lib/clock.ts';
import { createHttpsPost } from './http/push/https-post.ts';
import { createResolve } from './http/push/resolve.ts';
import { createWebPush } from './http/push/web-push.ts';
import { packageVersion } from './lib/package-root.ts';
import { sampledLog } from './lib/sampled-log.ts';
import { parseChannel } from './protocols/irc/names.ts';
import { createIrcProtocol } from './protocols/irc/protocol.ts';
import { createXmppProtocol } from './protocols/xmpp/protocol.ts';
import { coreConfig } from './server/core-config.ts';
import { openServerStorage } from './server/database.ts';
import { createDnsLookUp } from './server/dns-look-up.ts';
import { makeFirstRooms } from './server/first-rooms.ts';
import { openListeners } from './server/open-listeners.ts';
import { createRunningServer } from './server/running.ts';
import { readSecret } from './server/secret.ts';
import { createWeb, fileHost } from './server/web.ts';
import { ircConfig, xmppConfig } from './server/wire-config.ts';
import { createFileDoubts, createMemoryDoubts } from './storage/doubts.ts';

export { openDatabase } from './server/database.ts';

/** Composes the parts: config -> storage -> core -> protocols -> listeners. Rejects with a `StartProblem` or `ListenError`. */
export async function serve({ config, log }: ServeOptions): Promise<RunningServer> {
  const secret = readSecret(config.data);
  const stored = await openServerStorage(config, log);
  try {
    let fenced = (): void => {};
    const settings = coreConfig(config);
    const core = await createCore({
      config: settings,
      storage: stored.storage,
      doubts: stored.kind === 'memory' ? createMemoryDoubts() : createFileDoubts(join(config.data, 'doubts')),
      clock: systemClock,
      log: sampledLog(log, () => systemClock.monotonic()),
      secret,
      lookUp: createDnsLookUp(),
      push: createWebPush({
        secret,
        subject: `mailto:postmaster@${domainToASCII(config.domain)}`,
        post: createHttpsPost({ resolve: createResolve() }),
        log,
      }),
      fenced: () => fenced(),
    });
    const toAddress = (channel: string) => parseChannel(channel, settings.roomsDomain)?.address;
    const makeRooms = (names: readonly string[]) => makeFirstRooms(core, names, toAddress);
    await makeRooms(config.rooms.autojoin);
    await restoreResidents(core);
    const version = packageVersion();
    const irc = createIrcProtocol(core, ircConfig(config, version));
    const xmpp = createXmppProtocol(core, xmppConfig(config, version, true));
    const web = createWeb({ core, config, irc: irc.accept });
    const accepts = { irc: irc.accept, xmpp: xmpp.accept, irc_websocket: web.ircWebSocket, http: web.http };
    const doors = await openListeners(config, accepts, log);
    web.configure(config, doors.facts);
    irc.configure(ircConfig(config, version, fileHost(config, doors.facts)));
    const server = createRunningServer({ config, core, stored, doors, irc, xmpp, web, makeRooms, log, version });
    const watch = watchAbsent(core);
    void server.ended.catch(() => {}).then(() => watch.cancel());
    fenced = () => server.fail(new Error('another server has taken over this database; only one may run on it'));
    return server;
  } catch (error) {
    await stored.close();
    throw error;
  }
}
