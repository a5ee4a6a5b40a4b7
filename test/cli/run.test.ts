import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { claimDataFolder, findRunningPid } from '../../src/cli/data-folder.ts';
import { StartProblem } from '../../src/cli/running-server.ts';
import { ListenError } from '../../src/transport/listen-error.ts';
import { commandLine, inFolder } from './command-line.ts';
import type { Outcome } from './command-line.ts';
import { fakeProgram } from './fake-server.ts';
import type { FakeProgram } from './fake-server.ts';

const CONFIG = 'domain = "a.test"\ndata = "d"\n[log]\nfile = "log"\n';

/** Runs a server over the fake program while `act` talks to it, then stops it; returns what `run` said. */
async function whileRunning(folder: string, program: FakeProgram, act: () => Promise<void>): Promise<Outcome> {
  const running = commandLine(['run'], { cwd: folder, load: program.load });
  await program.served;
  while (!existsSync(join(folder, 'd', 'admin.sock'))) await new Promise((resolve) => setImmediate(resolve));
  try {
    await act();
  } finally {
    assert.equal((await commandLine(['stop'], { cwd: folder })).exit, 0);
  }
  return running;
}

test('run says where to connect and that it is ready, takes commands, and ends when stopped', async () => {
  await inFolder(async (folder) => {
    writeFileSync(join(folder, 'causeway.toml'), CONFIG);
    const program = fakeProgram();
    const { exit, out } = await whileRunning(folder, program, async () => {
      const status = await commandLine(['status', '--json'], { cwd: folder });
      assert.equal((JSON.parse(status.out) as { domain: string }).domain, 'a.test');
      const added = await commandLine(['account', 'add', 'alice'], { cwd: folder, stdin: 'hunter22\n' });
      assert.equal(added.exit, 0);
      assert.equal(program.accounts.passwords.get('alice'), 'hunter22');
      assert.ok(!`${added.out}${added.err}`.includes('hunter22'));
      assert.match((await commandLine(['account', 'list'], { cwd: folder })).out, /^alice /);
    });
    assert.equal(exit, 0);
    assert.match(out, /IRC +127\.0\.0\.1:6667 +no TLS/);
    assert.match(out, /causeway account add alice/);
    assert.match(out, /\nready in \d+ ms/);
    assert.deepEqual(program.stops, ['stopped by an administrator']);
    assert.equal(existsSync(join(folder, 'd', 'causeway.pid')), false);
  });
});

test('reload tells what changed and what waits, and a broken file changes nothing (O-03)', async () => {
  await inFolder(async (folder) => {
    const file = join(folder, 'causeway.toml');
    writeFileSync(file, CONFIG);
    const program = fakeProgram();
    await whileRunning(folder, program, async () => {
      assert.match((await commandLine(['reload'], { cwd: folder })).out, /^nothing changed\n/);
      writeFileSync(file, `${CONFIG}[limits]\nnick = 20\n[names]\nrooms = "r.a.test"\n`);
      const changed = await commandLine(['reload'], { cwd: folder });
      assert.match(
        changed.out,
        /^changed {2}limits\.nick: 32 -> 20\nrestart {2}names\.rooms: "rooms\.a\.test" -> "r\.a\.test"\n/,
      );
      const applied = program.reloads.at(-1);
      assert.deepEqual(
        [applied?.limits.nick, applied?.names.rooms],
        [20, 'rooms.a.test'],
        'what waits keeps its value',
      );
      const again = await commandLine(['reload'], { cwd: folder });
      assert.match(again.out, /^restart {2}names\.rooms: "rooms\.a\.test" -> "r\.a\.test"\n/, 'it is still to be done');
      writeFileSync(file, 'data = "d"\nlimits = 1\n');
      const broken = await commandLine(['reload'], { cwd: folder });
      assert.equal(broken.exit, 1);
      assert.match(broken.err, /causeway\.toml:2: limits: wrong value[^]*the old settings stay/);
      assert.equal(program.reloads.length, 3);
    });
  });
});

test('what keeps the server from starting is told with the key that mends it', async () => {
  await inFolder(async (folder) => {
    writeFileSync(join(folder, 'causeway.toml'), `${CONFIG}[listen]\nxmpp = ["127.0.0.1:7000", "[::1]:7001 tls"]\n`);
    const bind = Object.assign(new Error('listen EADDRINUSE'), {
      code: 'EADDRINUSE',
      address: '127.0.0.1',
      port: 7000,
    });
    const failures: [Error, RegExp][] = [
      [
        new StartProblem('the database is gone', 'Start it.', 'database.url'),
        /the database is gone \(config key database\.url\)\nStart it\./,
      ],
      [
        new ListenError('127.0.0.1:7000', 'EADDRINUSE'),
        /127\.0\.0\.1:7000[^]*listen\.xmpp moves it.*LISTEN__XMPP='\["127\.0\.0\.1:PORT", "\[::1\]:7001 tls"\]'/,
      ],
      [bind, /listen\.xmpp moves it/],
    ];
    for (const [failure, expected] of failures) {
      const { exit, err } = await commandLine(['run'], { cwd: folder, load: fakeProgram(failure).load });
      assert.equal(exit, 1);
      assert.match(err, expected);
      assert.equal(existsSync(join(folder, 'd', 'causeway.pid')), false);
    }
  });
});

test('a trial needs no file and makes its own certificate', async () => {
  await inFolder(async (folder) => {
    const failure = new StartProblem('far enough', 'Stop here.');
    const { err } = await commandLine(['run', '--trial'], {
      cwd: folder,
      load: fakeProgram(failure).load,
      env: { CAUSEWAY_LOG__FILE: 'log' },
    });
    assert.match(err, /far enough/);
    assert.ok(existsSync(join(folder, 'causeway-data', 'certs', 'localhost.crt')));
    assert.equal((await commandLine(['check', 'certs'], { cwd: folder })).exit, 0);
  });
});

test('a folder that cannot be used is named with its key', async () => {
  await inFolder(async (folder) => {
    writeFileSync(join(folder, 'd'), 'a file in the way');
    writeFileSync(join(folder, 'causeway.toml'), CONFIG);
    const { exit, err } = await commandLine(['run'], { cwd: folder, load: fakeProgram().load });
    assert.equal(exit, 1);
    assert.match(err, /cannot use the data directory .*config key data/);
  });
});

test('a second server on the same data is refused; the number of a dead or foreign process is not believed', async () => {
  await inFolder(async (folder) => {
    const file = join(folder, 'causeway.pid');
    claimDataFolder(folder);
    const [, born = ''] = readFileSync(file, 'utf8').split('\n');
    assert.equal(findRunningPid(folder), process.pid);
    const parent = process.ppid;
    writeFileSync(file, `${parent}\nanother-life\n`);
    assert.equal(findRunningPid(folder), undefined);
    writeFileSync(file, `4194304\n${born}\n`);
    assert.equal(findRunningPid(folder), undefined);
    for (const text of ['', 'x', '-1', '0']) {
      writeFileSync(file, text);
      assert.equal(findRunningPid(folder), undefined, text);
    }
  });
});

test(
  'a server that was killed and that nobody has reaped yet is dead',
  { skip: !existsSync('/proc/self/stat') },
  async () => {
    await inFolder(async (folder) => {
      // The shell becomes a program that waits for no child, as the first process of many a container does not.
      const parent = spawn('sh', ['-c', 'sleep 60 & echo $!; exec sleep 60'], { stdio: ['ignore', 'pipe', 'inherit'] });
      try {
        const [said] = (await once(parent.stdout, 'data')) as [Buffer];
        const pid = Number(said.toString());
        const [, born = ''] = /\) (?:\S+ ){19}(\d+)/.exec(readFileSync(`/proc/${pid}/stat`, 'utf8')) ?? [];
        writeFileSync(join(folder, 'causeway.pid'), `${pid}\n${born}\n`);
        assert.equal(findRunningPid(folder), pid);
        process.kill(pid, 'SIGKILL');
        while (!/\) Z /.test(readFileSync(`/proc/${pid}/stat`, 'utf8')))
          await new Promise((turn) => setImmediate(turn));
        assert.equal(findRunningPid(folder), undefined);
      } finally {
        parent.kill('SIGKILL');
      }
    });
  },
);
