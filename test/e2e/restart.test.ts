import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { withConnection } from '../../src/storage/postgres/pool.ts';
import { databaseOf } from '../faults/read-archive.ts';
import { prepareServer, type ServerProcess } from '../faults/server-process.ts';
import { withoutPostgres } from '../storage/scratch.ts';
import { FrameReader, type RawClient } from '../transcripts/client.ts';
import { connectIrc } from '../transcripts/irc-client.ts';

const PASSWORD = 'correct horse';
const FINGERPRINT = '9f'.repeat(32);
const FILE = 'what was uploaded';
const caps = [
  ...['message-tags', 'server-time', 'batch', 'echo-message', 'labeled-response', 'standard-replies'],
  ...['draft/account-registration', 'draft/metadata-2', 'draft/read-marker', 'draft/message-redaction'],
  ...['draft/chathistory', 'draft/event-playback', 'draft/persistence'],
];

test(
  'what was acknowledged is there after kill -9 of everything, and again after an orderly end',
  {
    skip: withoutPostgres,
    timeout: 60_000,
  },
  async () => {
    const folder = mkdtempSync(join(tmpdir(), 'causeway-restart-'));
    const server = await prepareServer(folder, {
      domain: 'chat.test',
      head: 'admins = ["alice"]\nnames.nick = "free"',
      accounts: 'registration = "open"\nalways_on = "opt-in"',
      http: true,
    });
    try {
      await server.start();
      const made = await live(server);
      await written(server);
      await server.killAll();
      await server.start();
      await checkEverything(server, { ...made, missed: 'first' });
      await server.stop();
      await server.start();
      await checkEverything(server, { ...made, missed: 'second' });
    } finally {
      await server.stop();
      rmSync(folder, { recursive: true, force: true });
    }
  },
);

/** What must be found again. */
interface Made {
  readonly kept: string;
  readonly erased: string;
  readonly file: string;
}

/** Says all lines, one answer after another, and gives what came back. */
async function tell(client: RawClient, ...lines: readonly string[]): Promise<string> {
  client.frames.length = 0;
  for (const line of lines) {
    client.send(line);
    await client.roundTrip();
  }
  return client.frames.splice(0).join('\n');
}

/** Everything that is kept, made by those who may, and acknowledged. */
async function live(server: ServerProcess): Promise<Made> {
  server.addAccount('alice', PASSWORD); // nobody registers an account of `admins`
  const login = { port: server.irc, name: 'alice', account: 'alice', password: PASSWORD };
  const alice = await connectIrc({ ...login, capabilities: caps });
  const bob = await register(server, 'bob');
  try {
    await tell(alice, 'JOIN #garden', 'PERSISTENCE SET ON');
    await tell(bob, 'JOIN #garden', 'PERSISTENCE SET ON');
    const kept = idOf(await tell(alice, 'PRIVMSG #garden :roses are red'));
    const erased = idOf(await tell(alice, 'PRIVMSG #garden :my password is secret'));
    assert.match(await tell(alice, `REDACT #garden ${erased} :oops`), / REDACT #garden \S+ :?oops/);
    assert.match(
      await tell(bob, `@+draft/reply=${kept};+draft/react=👍 TAGMSG #garden`),
      /draft\/react=👍[; ].*TAGMSG/,
    );
    assert.match(await tell(alice, 'MODE #garden +mk sesame', 'MODE #garden +v bob'), /\+mk sesame[^]*\+v bob/);
    const lists = await tell(alice, 'MODE #garden +b *!*@192.0.2.9', 'MODE #garden +b a:mallory');
    assert.match(lists, /\+b \*!\*@192\.0\.2\.9[^]*\+b \S*mallory/);
    assert.match(await tell(alice, 'MODE #garden +b m:noisy!*@*'), /\+b m:noisy!\*@\*/);
    assert.match(
      await tell(alice, 'MODE #garden +e friend!*@*', 'MODE #garden +I guest!*@*'),
      /\+e friend[^]*\+I guest/,
    );
    assert.match(await tell(alice, 'TOPIC #garden :only flowers'), / TOPIC #garden :only flowers/);
    await keepOwnThings(alice);
    assert.match(await tell(alice, 'NICK ally', 'AWAY :gone fishing'), /NICK :?ally[^]* 306 /);
    // Of a room its metadata is acknowledged when it is written, and what was changed before with it.
    assert.match(
      await tell(alice, 'METADATA #garden SET website :https://example.org/garden'),
      / 761 .*example\.org\/garden/,
    );
    await phone(server, ' 366 bob #garden ');
    await tell(alice, 'PRIVMSG #garden :missed first');
    return { kept, erased, file: await upload(server) };
  } finally {
    alice.close();
    bob.close();
  }
}

async function keepOwnThings(alice: RawClient): Promise<void> {
  assert.match(await tell(alice, 'METADATA * SET colour :green'), / 761 .*green/);
  const marked = await tell(alice, 'MARKREAD #garden timestamp=2026-01-02T03:04:05.678Z');
  assert.match(marked, /MARKREAD #garden timestamp=2026-01-02T03:04:05\.678Z/);
  await tell(alice, 'SILENCE +spammer!*@*');
  assert.match(await tell(alice, 'SILENCE'), / 271 \S+ \S+ :?spammer!\*@\*/);
  assert.match(await tell(alice, `PRIVMSG NickServ :CERT ADD ${FINGERPRINT} laptop`), /NOTICE/);
  assert.match(await tell(alice, 'OPER alice x'), / 381 /);
  assert.match(await tell(alice, 'BAN ADD 192.0.2.1 1h spam'), /NOTICE.*192\.0\.2\.1/);
}

async function register(server: ServerProcess, name: string): Promise<RawClient> {
  const client = await connectIrc({ port: server.irc, name, account: name, password: undefined, capabilities: caps });
  assert.match(await tell(client, `REGISTER ${name} * :${PASSWORD}`), new RegExp(`REGISTER SUCCESS ${name}`));
  return client;
}

const basic = `Basic ${Buffer.from(`alice:${PASSWORD}`).toString('base64')}`;

async function upload(server: ServerProcess): Promise<string> {
  const headers = { Authorization: basic, 'Content-Type': 'text/plain' };
  const answer = await fetch(`http://127.0.0.1:${server.http}/upload`, { method: 'POST', headers, body: FILE });
  assert.equal(answer.status, 201);
  return new URL(answer.headers.get('location') ?? '').pathname;
}

function idOf(echo: string): string {
  return /msgid=([^; ]+)/.exec(echo)?.[1] ?? assert.fail(`no msgid in ${echo}`);
}

/** What is written behind needs a moment: who stays where, with which role and under which nick. */
async function written(server: ServerProcess): Promise<void> {
  await withConnection(databaseOf(server.folder), async (sql) => {
    const deadline = performance.now() + 5000;
    while (performance.now() < deadline) {
      const [row] = await sql<{ done: boolean }[]>`select
        (select count(*) from account_rooms where autojoin and role is not null) = 1 and
        (select count(*) from residents where nickname = 'ally' and away = 'gone fishing' and absent_since is not null) = 1 as done`;
      if (row?.done) return;
    }
    assert.fail('what is written behind was not written within 5 s');
  });
}

/** Bob's phone knows nothing of history: it is shown what it missed. It stays until it has seen `wanted`. */
async function phone(server: ServerProcess, wanted: string): Promise<void> {
  const reader = new FrameReader(server.irc, (got) => {
    const lines = got.split('\r\n');
    return [lines.slice(0, -1), lines.at(-1) ?? ''];
  });
  const send = (line: string): void => void reader.socket.write(`${line}\r\n`);
  for (const line of ['CAP REQ :sasl server-time', 'NICK bob', 'USER bob/phone 0 * :bob', 'AUTHENTICATE PLAIN'])
    send(line);
  await reader.until((line) => line === 'AUTHENTICATE +', 'AUTHENTICATE +');
  send(`AUTHENTICATE ${Buffer.from(`\0bob\0${PASSWORD}`).toString('base64')}`);
  send('CAP END');
  await reader.until((line) => line.includes(wanted), wanted);
  send('QUIT');
  await reader.until((line) => line.startsWith('ERROR '), 'ERROR');
  reader.socket.destroy();
}

async function checkEverything(server: ServerProcess, made: Made & { readonly missed: string }): Promise<void> {
  const guest = await connectIrc({
    port: server.irc,
    name: 'guest',
    account: '',
    password: undefined,
    capabilities: caps,
  });
  // Always-on: present before anybody has come back, under the nick and with the words they left.
  assert.match(await tell(guest, 'WHOIS ally'), / 301 \S+ ally :gone fishing/);
  guest.close();
  await phone(server, ` PRIVMSG #garden :missed ${made.missed}`);
  const login = { port: server.irc, account: 'alice', password: PASSWORD, capabilities: caps };
  const alice = await connectIrc({ ...login, name: 'alice/desk' });
  try {
    await checkRoom(alice, made);
    await checkOwnThings(alice);
    // Coming back ended the absence.
    assert.match(await tell(alice, 'PRIVMSG #garden :missed second', 'AWAY :gone fishing'), / 306 /);
  } finally {
    alice.close();
  }
  const file = await fetch(`http://127.0.0.1:${server.http}${made.file}`);
  assert.equal(await file.text(), FILE);
}

async function checkRoom(alice: RawClient, { kept, erased }: Made): Promise<void> {
  const names = await tell(alice, 'NAMES #garden');
  assert.match(names, / 353 .*[~@]ally/, names);
  assert.match(names, / 353 .*\+bob/, names);
  assert.match(await tell(alice, 'TOPIC #garden'), / 332 \S+ #garden :only flowers/);
  const modes = await tell(alice, 'MODE #garden');
  assert.match(modes, / 324 \S+ #garden \+[a-z]*k[a-z]* .*sesame/i);
  assert.match(modes, / 324 \S+ #garden \+[a-z]*m/i);
  const bans = await tell(alice, 'MODE #garden +b');
  for (const mask of ['*!*@192.0.2.9', 'mallory', 'm:noisy!*@*']) assert.ok(bans.includes(mask), bans);
  assert.match(await tell(alice, 'MODE #garden +e', 'MODE #garden +I'), /friend!\*@\*[^]*guest!\*@\*/);
  assert.match(await tell(alice, 'METADATA #garden GET website'), /example\.org\/garden/);
  const past = await tell(alice, 'CHATHISTORY LATEST #garden * 50');
  assert.match(past, new RegExp(`msgid=${kept}.* PRIVMSG #garden :?roses are red`));
  assert.doesNotMatch(past, /secret/);
  assert.match(past, new RegExp(`REDACT #garden ${erased}`));
  assert.match(past, /draft\/react=👍.* TAGMSG #garden/);
  assert.match(past, /TOPIC #garden :only flowers/);
}

async function checkOwnThings(alice: RawClient): Promise<void> {
  assert.match(await tell(alice, 'METADATA * GET colour'), /green/);
  assert.match(await tell(alice, 'MARKREAD #garden'), /timestamp=2026-01-02T03:04:05\.678Z/);
  assert.match(await tell(alice, 'SILENCE'), / 271 \S+ \S+ :?spammer!\*@\*/);
  assert.ok((await tell(alice, 'PRIVMSG NickServ :CERT LIST')).replaceAll(':', '').includes(FINGERPRINT));
  assert.match(await tell(alice, 'PERSISTENCE GET'), /PERSISTENCE STATUS ON/);
  assert.match(await tell(alice, 'OPER alice x', 'BAN LIST'), /192\.0\.2\.1/);
}
