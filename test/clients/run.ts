import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { layCable } from '../e2e/cable.ts';
import { prepareServer, type ServerProcess } from '../faults/server-process.ts';
import { checkBare } from './bare.ts';
import { openIi } from './ii.ts';
import { openIrcFramework } from './irc-framework.ts';
import { openIrssi } from './irssi.ts';
import { openProfanity } from './profanity.ts';
import { openPythonIrc } from './python-irc.ts';
import { createReport, type Report } from './report.ts';
import { checkReturn } from './return.ts';
import { openSic } from './sic.ts';
import { openSlixmpp, PYTHON } from './slixmpp.ts';
import type { Login, RealClient } from './client.ts';
import { checkHistory } from './history.ts';
import { checkTalk } from './talk.ts';
import { checkTwoWires } from './two-wires.ts';
import { openWeechat } from './weechat.ts';

/** People's own programs, as Debian has them, talk through the server as it is run; run by `.ci/run`. */

const DOMAIN = 'chat.test';
/** Without a space: programs that log in with PASS leave out the colon that would allow one. */
const PASSWORD = 'correct-horse';

interface Program {
  readonly name: string;
  readonly wire: 'irc' | 'xmpp';
  /** The account, and the nick. */
  readonly nick: string;
  readonly open: (login: Login) => Promise<RealClient>;
  /** Why it cannot be had here. */
  readonly missing: string | undefined;
}

const report = createReport((line) => process.stdout.write(`${line}\n`));
const folder = mkdtempSync(join(tmpdir(), 'causeway-clients-'));
const server = await prepareServer(folder, { domain: DOMAIN, head: 'admins = ["alice"]', tls: true });
const clients: RealClient[] = [];
const ends: (() => void | Promise<void>)[] = [];
try {
  const isUp = await report.check('the server starts and accounts are made', async () => {
    await server.start();
    for (const name of ['alice', 'bob', 'dora', 'ivan', 'wanda', 'fred', 'petra', 'sid'])
      server.addAccount(name, PASSWORD);
  });
  if (isUp) await runChecks(server, report);
} finally {
  await Promise.allSettled(clients.map((client) => client.close()));
  for (const end of ends) await end();
  await server.stop();
  if (report.finish() === 0) rmSync(folder, { recursive: true, force: true });
  else {
    process.stdout.write(`what the server said last:\n${server.log()}\n`);
    process.exitCode = 1;
  }
  // A program that never came in, or one that still tries to come back, would keep us here.
  process.exit();
}

async function runChecks(server: ServerProcess, report: Report): Promise<void> {
  const irc: RealClient[] = [];
  const xmpp: RealClient[] = [];
  const cable = await layCable({ after: (end) => void ends.push(end) }, server.irc);
  for (const program of programs()) {
    const client = await enter(program, program.wire === 'irc' ? cable.port : server.xmpp, report);
    if (client) (program.wire === 'irc' ? irc : xmpp).push(client);
  }
  await checkTalk(report, { irc, xmpp });
  const open = (nick: string, wire: 'irc' | 'xmpp') => ({
    port: server[wire],
    domain: DOMAIN,
    nick,
    password: PASSWORD,
  });
  await checkTwoWires(report, { irc, xmpp }, async () => {
    const second = await openIrssi({ ...open('bob', 'irc'), folder: join(folder, 'second-irssi') });
    clients.push(second);
    return second;
  });
  await checkHistory(report, open('dora', 'irc'), server.xmpp);
  await checkBare(report, irc, open('dora', 'irc'));
  await checkReturn(report, irc, { server, cable, login: open('dora', 'irc') });
}

async function enter(program: Program, port: number, report: Report): Promise<RealClient | undefined> {
  if (program.missing !== undefined) return void report.skip(program.name, program.missing);
  let client: RealClient | undefined;
  await report.check(`${program.name} connects and enters #lobby`, async () => {
    const login = { port, domain: DOMAIN, nick: program.nick, password: PASSWORD };
    const opened = await program.open({ ...login, folder: join(folder, program.name) });
    clients.push(opened);
    await opened.join();
    client = opened;
  });
  return client;
}

function programs(): Program[] {
  const tmux = without('tmux');
  const profanity = tmux ?? without('profanity');
  const slixmpp = pythonWithout('slixmpp', 'python3-slixmpp');
  const asked = new Set(process.argv.slice(2));
  const isAsked = ({ name }: Program): boolean => asked.size === 0 || asked.has(name);
  const stand = profanity === undefined && asked.size === 0 ? 'profanity takes its part' : undefined;
  const all: Program[] = [
    { name: 'irssi', wire: 'irc', nick: 'alice', open: openIrssi, missing: tmux ?? without('irssi') },
    { name: 'ii', wire: 'irc', nick: 'ivan', open: openIi, missing: without('ii') },
    { name: 'sic', wire: 'irc', nick: 'sid', open: openSic, missing: without('sic') },
    {
      name: 'weechat',
      wire: 'irc',
      nick: 'wanda',
      open: openWeechat,
      missing: without('weechat-headless') ?? withoutFifo(),
    },
    { name: 'irc-framework', wire: 'irc', nick: 'fred', open: openIrcFramework, missing: undefined },
    {
      name: 'python3-irc',
      wire: 'irc',
      nick: 'petra',
      open: openPythonIrc,
      missing: pythonWithout('irc.bot', 'python3-irc'),
    },
    { name: 'profanity', wire: 'xmpp', nick: 'bob', open: openProfanity, missing: profanity },
    { name: 'slixmpp', wire: 'xmpp', nick: 'bob', open: openSlixmpp, missing: stand ?? slixmpp },
  ];
  // Standing by is no lack: only one of the two XMPP programs plays bob.
  return all.filter((program) => isAsked(program) && program.missing !== 'profanity takes its part');
}

function without(program: string): string | undefined {
  const { status } = spawnSync('sh', ['-c', `command -v ${program}`], { stdio: 'ignore' });
  return status === 0 ? undefined : `${program} is not installed`;
}

function withoutFifo(): string | undefined {
  const { status } = spawnSync('sh', ['-c', 'ls /usr/lib/*/weechat/plugins/fifo.so'], { stdio: 'ignore' });
  return status === 0 ? undefined : 'weechat-plugins is not installed';
}

function pythonWithout(module: string, pack: string): string | undefined {
  const { status } = spawnSync(PYTHON, ['-c', `import ${module}`], { stdio: 'ignore' });
  return status === 0 ? undefined : `${pack} is not installed`;
}
