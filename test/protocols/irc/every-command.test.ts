import assert from 'node:assert/strict';
import { test } from 'node:test';
import { commands } from '../../../src/protocols/irc/commands/index.ts';
import { helpTexts } from '../../../src/protocols/irc/help-texts.ts';
import { turns } from '../../core/world.ts';
import { account, guest, makeServer, Peer, type Server } from './harness.ts';

const values = [
  (i: number) => `#room${i}`,
  (i: number) => ['ann', '*', 'LIST', '+', '-b', '0', 'timestamp=2026-01-01T00:00:00.000Z'][i % 7] ?? '',
  (i: number) => ['', ',', '#', '!@', '%tcuihsnfdlaor,9', '\x01', '-1', '99999999999', 'constructor'][i % 9] ?? '',
];

/** The line of a command with `count` parameters; the last may be empty or have spaces. */
function line(name: string, count: number, value: (i: number) => string): string {
  const params = Array.from({ length: count }, (_, i) => value(i));
  const last = params.pop();
  const middle = params.map((param) => param || '*').join(' ');
  return [name, middle, last === undefined ? '' : `:${last}`].filter(Boolean).join(' ');
}

/** Waits until the peer is answered or gone; some refusals take their time on purpose. */
async function settle(server: Server, peer: Peer): Promise<void> {
  for (let i = 0; i < 2_000; i++) {
    if (peer.isClosed || / PONG \S+ :?still-here/.test(peer.pending)) return void peer.read();
    await turns(10);
    server.clock.advance(200);
  }
  throw new Error(`no answer, but: ${peer.pending}`);
}

async function askAll(server: Server, make: () => Promise<Peer>): Promise<void> {
  let peer = await make();
  for (const name of commands.keys()) {
    for (const value of values) {
      for (let count = 0; count <= 15; count++) {
        const asked = line(name, count, value);
        const lines = await peer.ask(asked);
        for (const each of lines) {
          const untagged = each.replace(/^@\S+ /, '');
          assert.match(untagged, /^(:\S+ )?([A-Z]+|\d{3})( |$)/, `${asked}: ${each}`);
          assert.ok(Buffer.byteLength(untagged) <= 510, `${asked}: ${each}`);
        }
        assert.deepEqual(
          server.log.filter((each) => each.includes('a command failed')),
          [],
          asked,
        );
        if (peer.isClosed) peer = await make();
      }
      peer.say('PING still-here');
      await settle(server, peer);
      if (peer.isClosed) peer = await make();
    }
  }
}

// RELIABILITY I-15: right numeric; no throw
test(
  'every command with 0 to 15 parameters of every kind is answered, and nothing throws',
  { timeout: 120_000 },
  async () => {
    const server = await makeServer();
    let made = 0;
    await askAll(server, () => guest(server, `g${++made}`));
    await askAll(server, () => Promise.resolve(new Peer(server)));
  },
);

test('the same from an account that has every capability', { timeout: 120_000 }, async () => {
  const server = await makeServer();
  await askAll(server, () =>
    account(server, 'ann', 'batch labeled-response standard-replies message-tags echo-message'),
  );
});

// IRCv3 labeled-response: "a server MUST respond to a labeled command", if only with ACK
test('every command with a label is answered with it', { timeout: 60_000 }, async () => {
  const server = await makeServer();
  for (const name of commands.keys()) {
    // These end the connection, or are the label's own business.
    if (['QUIT', 'BATCH', 'PROXY'].includes(name)) continue;
    const peer = await guest(server, 'ann', 'batch labeled-response');
    const lines = await peer.ask(`@label=x ${name}`);
    assert.ok(
      lines.some((each) => each.startsWith('@label=x ')),
      `${name}: ${lines.join(' / ')}`,
    );
    peer.say('QUIT');
    await peer.ask();
  }
});

// modern.ircdocs.horse, "HELP message": 704, 705, 706, 524
test('HELP lists the commands, tells of each, and knows no other', async () => {
  const ann = await guest(await makeServer(), 'ann');
  const index = await ann.ask('HELP');
  assert.match(index[0] ?? '', /^:irc\.example\.org 704 ann \* :/);
  assert.equal(index.at(-1), ':irc.example.org 706 ann * :End of HELP');
  const words = index.slice(1, -1).flatMap((each) => (/ 705 ann \* :(.*)$/.exec(each)?.[1] ?? '').split(' '));
  assert.deepEqual(words, [...commands.keys()].sort());
  assert.deepEqual(await ann.ask('HELPOP whowas', 'HELP nonsense', 'HELP constructor'), [
    ':irc.example.org 704 ann WHOWAS :WHOWAS <nick>{,<nick>} [<count>]',
    ':irc.example.org 705 ann WHOWAS :About somebody who is gone.',
    ':irc.example.org 706 ann WHOWAS :End of HELP',
    ':irc.example.org 524 ann nonsense :Help not found',
    ':irc.example.org 524 ann constructor :Help not found',
  ]);
});

test('every command has a line in help-texts.ts', () => {
  assert.deepEqual(
    [...commands.keys()].filter((name) => !Object.hasOwn(helpTexts, name)),
    [],
  );
});
