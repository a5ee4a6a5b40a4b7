import type { ListenerFacts } from '../cli/running-server.ts';
import type { ServerStatus } from '../core/commands/ports.ts';
import type { Core } from '../core/core.ts';

export interface StatusParts {
  readonly core: Core;
  readonly version: string;
  readonly listeners: readonly ListenerFacts[];
  readonly connections: () => number;
  readonly storage: ServerStatus['storage']['kind'];
}

export async function statusOf({ core, version, listeners, connections, storage }: StatusParts): Promise<ServerStatus> {
  return {
    version,
    domain: core.config.domain,
    pid: process.pid,
    uptimeMs: Math.round(process.uptime() * 1000),
    listeners: listeners.map(({ key, host, port, tls }) => {
      const name = host.includes(':') ? `[${host}]` : host;
      return `${name}:${port} ${key}${tls === 'none' ? '' : ` ${tls}`}`;
    }),
    connections: connections(),
    sessions: countSessions(core),
    rooms: core.rooms.size,
    storage: { kind: storage, available: await answers(core) },
    memory: process.memoryUsage.rss(),
  };
}

function countSessions(core: Core): ServerStatus['sessions'] {
  let irc = 0;
  for (const person of core.people.all()) for (const session of person.sessions) if (session.wire === 'irc') irc++;
  return { irc, xmpp: core.people.sessions - irc };
}

async function answers(core: Core): Promise<boolean> {
  if (core.writer.state !== 'ready') return false;
  return core.storage.ping().then(
    () => true,
    () => false,
  );
}
