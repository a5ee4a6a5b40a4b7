import { gateLevelOf, gateLevels } from '../operators/gate.ts';
import { defineCommand } from './command.ts';
import { optional, pick } from './param.ts';
import type { AdminContext, ServerStatus } from './ports.ts';
import { done, failed } from './result.ts';

const status = defineCommand({
  path: 'status',
  summary: 'Say whether the server runs, and what it does',
  examples: ['status', 'status --json'],
  params: {},
  run: async ({ server }: AdminContext) => {
    const now = await server.status();
    return done(statusLines(now), { ...now });
  },
});

const reload = defineCommand({
  path: 'reload',
  summary: 'Read the configuration again and apply what changed; a broken file changes nothing',
  examples: ['reload', 'reload --json'],
  params: {},
  run: async ({ server }: AdminContext) => {
    const { problems, applied, needRestart } = await server.reload();
    if (problems.length > 0)
      return failed('config-refused', [...problems, 'The configuration is refused; the old settings stay.']);
    const lines = [
      ...applied.map((change) => `changed  ${change}`),
      ...needRestart.map((change) => `restart  ${change}`),
      ...(applied.length + needRestart.length === 0 ? ['nothing changed'] : []),
      ...(needRestart.length > 0 ? ['Lines marked restart take effect at the next start.'] : []),
    ];
    return done(lines, { applied, needRestart });
  },
});

const defcon = defineCommand({
  path: 'defcon',
  summary:
    'Say or set how far the server is closed: 5 open, 4 no new accounts, 3 no new guests, 2 nobody new, 1 no connections',
  examples: ['defcon', 'defcon 3'],
  params: { level: optional(pick('the level', ['1', '2', '3', '4', '5'])) },
  run: async ({ server }: AdminContext, args) => {
    const level = server.gate(gateLevelOf(args.level ?? ''));
    return done([`defcon ${level}: ${gateLevels[level]}`], { level });
  },
});

const stop = defineCommand({
  path: 'stop',
  summary: 'Stop the server in order: everybody is told, what is written is kept',
  examples: ['stop', 'stop --json'],
  params: {},
  run: async ({ server }: AdminContext) => {
    server.stop('stopped by an administrator');
    return done(['stopping']);
  },
});

/** Commands on the server as a whole. */
export const serverCommands = [status, reload, defcon, stop];

function statusLines(now: ServerStatus): string[] {
  return [
    `running    ${now.domain}, pid ${now.pid}, up ${span(now.uptimeMs)}, version ${now.version}`,
    ...now.listeners.map((listener) => `listening  ${listener}`),
    `people     ${now.sessions.irc} on IRC, ${now.sessions.xmpp} on XMPP, ${now.connections} connections; rooms: ${now.rooms}`,
    `storage    ${now.storage.kind}${now.storage.available ? '' : ', AWAY: messages are refused until it is back'}`,
    `memory     ${Math.round(now.memory / 2 ** 20)} MB`,
  ];
}

function span(ms: number): string {
  const minutes = Math.floor(ms / 60_000);
  if (minutes < 1) return `${Math.floor(ms / 1000)} s`;
  if (minutes < 120) return `${minutes} min`;
  return minutes < 2880 ? `${Math.floor(minutes / 60)} h` : `${Math.floor(minutes / 1440)} days`;
}
