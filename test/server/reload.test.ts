import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import type { Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import type { TestContext } from 'node:test';
import { createReload } from '../../src/cli/reload.ts';
import { readConfig } from '../../src/config/load.ts';
import type { ReloadReport } from '../../src/core/commands/ports.ts';
import { openLog } from '../../src/lib/log.ts';
import { serve } from '../../src/main.ts';

// What a reload says it did is what clients then see, and what it says waits for a restart has not moved (RELIABILITY O-03).

const BASE = `domain = "a.test"
network = "Net"
data = "."
[database]
url = "memory:"
[listen]
irc = ["127.0.0.1:0"]
xmpp = []
`;

interface Running {
  readonly log: string[];
  /** Asks with `lines` and PING; the answers. */
  ask(...lines: string[]): Promise<string>;
  /** Replaces the configuration. */
  reload(text: string): Promise<ReloadReport>;
}

async function running(context: TestContext): Promise<Running> {
  const folder = mkdtempSync(join(tmpdir(), 'causeway-reload-'));
  writeFileSync(join(folder, 'motd.txt'), 'first words\n');
  writeFileSync(join(folder, 'other.txt'), 'second words\n');
  const read = (text: string) => readConfig({ name: 'causeway.toml', text, folder }, {});
  const loaded = read(BASE);
  assert.ok(loaded.ok);
  const { config } = loaded;
  const lines: string[] = [];
  const log = openLog({ level: 'info', file: '-', format: 'json', write: (line) => lines.push(line) });
  const server = await serve({ config, log, trial: false });
  let text = BASE;
  const reload = createReload({ config, load: () => read(text), server, log });
  const socket = connect(server.listeners[0]?.port ?? 0, '127.0.0.1');
  context.after(async () => {
    socket.destroy();
    await server.stop('the test is over');
    rmSync(folder, { recursive: true });
  });
  socket.setEncoding('utf8');
  socket.write('NICK guest\r\nUSER g 0 * :g\r\n');
  await until(socket, / 422 | 376 /);
  return {
    log: lines,
    ask(...asked) {
      socket.write(`${asked.join('\r\n')}\r\nPING done\r\n`);
      return until(socket, / PONG \S+ :done/);
    },
    reload(changed) {
      text = changed;
      return reload();
    },
  };
}

async function until(socket: Socket, pattern: RegExp): Promise<string> {
  let got = '';
  while (!pattern.test(got)) got += String((await once(socket, 'data'))[0]);
  return got;
}

test('what can be applied is applied to those who are connected', async (context) => {
  const { ask, reload, log } = await running(context);
  assert.match(await ask('MOTD', 'JOIN #second'), /first words[^]*403 guest #second/);
  const text = `motd = "other.txt"\n${BASE.replace('"Net"', '"NewNet"')}[limits]\nnick = 12\ntopic = 33\nflood = false
[rooms]\nautojoin = ["#lobby", "#second"]\n[log]\nlevel = "debug"\n`;
  const { applied, needRestart, problems } = await reload(text);
  assert.deepEqual([needRestart, problems], [[], []]);
  assert.deepEqual(
    applied.map((line) => line.split(':')[0]),
    ['network', 'motd', 'rooms.autojoin', 'limits.nick', 'limits.topic', 'limits.flood', 'log.level'],
  );
  const seen = await ask('MOTD', 'VERSION', 'NICK thirteen---13', 'JOIN #second', ...Array<string>(60).fill('TIME'));
  assert.match(seen, /second words/);
  for (const token of ['NETWORK=NewNet NICKLEN=12', 'TOPICLEN=33'])
    assert.match(seen, new RegExp(` 005 .*\\b${token} `));
  assert.match(seen, / 432 guest thirteen---13 /);
  assert.match(seen, /:guest!\S+ JOIN #second/);
  assert.equal(seen.match(/ 391 /g)?.length, 60, 'no flood limit any more');
  assert.ok(log.some((line) => line.includes('configuration reloaded')));
});

test('what waits for a restart stays as it was, and is told until then', async (context) => {
  const { ask, reload } = await running(context);
  const text = `server_name = "irc.b.test"\n${BASE.replace('a.test', 'b.test').replace('127.0.0.1:0', '127.0.0.1:1')}`;
  for (let again = 0; again < 2; again++) {
    const { needRestart } = await reload(text);
    assert.deepEqual(
      needRestart.map((line) => line.split(':')[0]),
      ['domain', 'server_name', 'names.rooms', 'listen.irc'],
    );
  }
  assert.match(await ask('MOTD', 'USERHOST guest'), /^:a\.test 375 [^]*:a\.test 302 guest :guest=\S+\.guests\.a\.test/);
  assert.deepEqual(await reload(BASE), { applied: [], needRestart: [], problems: [] }, 'put back: nothing waits');
});

test('a broken file changes nothing', async (context) => {
  const { ask, reload } = await running(context);
  const { applied, problems } = await reload(`motd = "other.txt"\nlimit = 1\n${BASE}`);
  assert.equal(applied.length, 0);
  assert.match(problems.join('\n'), /causeway\.toml:2: limit: unknown key; .*did you mean limits/);
  assert.match(await ask('MOTD'), /first words/);
});
