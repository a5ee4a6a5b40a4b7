import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Connection } from '../../src/lib/connection.ts';
import { webSocketService } from '../../src/http/websocket-upgrade.ts';
import { Frames } from '../../src/transport/websocket-frames.ts';
import { elementMessages, lineMessages } from '../../src/transport/websocket-messages.ts';
import { trustedProxies } from '../../src/transport/trusted-proxies.ts';
import { read, readAll } from '../transport/service.ts';
import { setWebStage } from './web-stage.ts';

const HANDSHAKE = [
  'GET /irc HTTP/1.1',
  'Host: x',
  'Connection: Upgrade',
  'Upgrade: websocket',
  'Sec-WebSocket-Version: 13',
  'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
];

/** A frame as clients send them: masked, here with zeros. */
function frame(first: number, data: Buffer | string, claimed?: Buffer): Buffer {
  const bytes = Buffer.from(data);
  const length = claimed ?? Buffer.from([bytes.length]);
  const head = Buffer.concat([Buffer.from([first]), length]);
  head[1]! |= 0x80;
  return Buffer.concat([head, Buffer.alloc(4), bytes]);
}

test('each message is one line without its end, in the type that was agreed on', async (context) => {
  // IRCv3 websocket, "WebSocket features and encoding": "respecting the client's order of preference"
  const web = await setWebStage(context);
  const cases = [
    [['text.ircv3.net', 'binary.ircv3.net'], 'text.ircv3.net', false],
    [['binary.ircv3.net', 'text.ircv3.net'], 'binary.ircv3.net', true],
    [['unknown', 'binary.ircv3.net'], 'binary.ircv3.net', true],
    [[], '', false],
  ] as const;
  for (const [offered, agreed, isBinary] of cases) {
    const { socket, message } = await web.dial([...offered]);
    const seen = await web.next();
    assert.equal(socket.protocol, agreed);
    socket.send('NICK ann');
    await seen.until('received');
    assert.deepEqual(seen.got, ['NICK ann\r\n']);
    seen.connection.send(Buffer.from(':a 001 ann :Hi\r\n:a 002 ann :Hö\r\n'));
    seen.connection.sendSpliced(Buffer.from(':a 366 '), Buffer.from('ann'), Buffer.from(' #r :End\r\n'));
    for (const text of [':a 001 ann :Hi', ':a 002 ann :Hö', ':a 366 ann #r :End']) {
      assert.deepEqual(await message(), { text, isBinary });
    }
  }
});

test('line ends at the end of a message are forgiven; within it they make no second line', () => {
  const { join } = lineMessages('text');
  assert.equal(String(join(Buffer.from('NICK ann\r\n'))), 'NICK ann\r\n');
  assert.equal(String(join(Buffer.from('PRIVMSG a :b\nQUIT'))), 'PRIVMSG a :b\rQUIT\r\n');
  assert.equal(String(join(Buffer.alloc(0))), '\r\n');
});

test('what is sent to many is framed once, and the same bytes go to all', () => {
  const frames = new Frames(lineMessages('text'));
  const line = Buffer.from(':a PRIVMSG #r :hello\r\n');
  const framed = frames.of(line);
  assert.equal(frames.of(line), framed);
  assert.deepEqual([...framed.subarray(0, 2)], [0x81, line.length - 2]);
  const [head, tail] = [Buffer.from('head '), Buffer.from(' tail\r\n')];
  assert.equal(frames.spliced(head, 3, tail), frames.spliced(head, 3, tail));
  assert.equal(frames.spliced(Buffer.from('a\r\nb'), 3, tail), undefined);
  for (const length of [125, 126, 65_535, 65_536]) {
    const parts = frames.spliced(Buffer.alloc(length - 3, 'x'), 3, Buffer.from('\r\n'))!;
    const whole = frames.of(Buffer.concat([Buffer.alloc(length, 'x'), Buffer.from('\r\n')]));
    const header = whole.length - length;
    assert.deepEqual(parts[0].subarray(0, header), whole.subarray(0, header), String(length));
  }
});

test('a text client is never sent what is not UTF-8 (RELIABILITY I-09)', () => {
  // IRCv3 websocket: "Servers MUST NOT relay non-UTF-8 content to clients using text messages"
  const line = Buffer.from('caf\xe9\r\n', 'latin1');
  assert.equal(String(new Frames(lineMessages('text')).of(line).subarray(2)), 'caf\ufffd');
  assert.deepEqual(new Frames(lineMessages('binary')).of(line).subarray(2), line.subarray(0, 4));
});

test('a protocol of elements has one in each message, and needs its subprotocol (RFC 7395 3.1)', async (context) => {
  const service = (accept: (connection: Connection) => never) =>
    webSocketService(accept, { xmpp: elementMessages }, { message: 1000 });
  const web = await setWebStage(context, { service: service as never });
  assert.equal((await web.dial(['text.ircv3.net'])).status, 400);
  const { socket, message } = await web.dial(['xmpp']);
  const seen = await web.next();
  socket.send('<open/>');
  await seen.until('received');
  assert.deepEqual(seen.got, ['<open/>']);
  seen.connection.sendSpliced(Buffer.from("<message to='"), Buffer.from('a@b'), Buffer.from("'>\n</message>"));
  assert.equal((await message()).text, "<message to='a@b'>\n</message>");
});

test('pages of strangers may not use it; those of this host, of the public address and on the list may', async (context) => {
  // RELIABILITY W-03
  const web = await setWebStage(context, { settings: { origins: ['https://chat.example.net'] } });
  const origins: [string, number][] = [
    ['https://evil.example', 403],
    ['null', 403],
    [`http://127.0.0.1:${web.port}`, 101],
    ['https://example.org', 101],
    ['https://chat.example.net', 101],
    ['https://chat.example.net.evil.example', 403],
  ];
  for (const [origin, status] of origins) assert.equal((await web.dial([], { Origin: origin })).status, status, origin);
  assert.equal((await web.dial([], {}, '/elsewhere')).status, 404);
});

test('what is no message, or too long for one, ends the connection with the code that says so', async (context) => {
  // RELIABILITY W-01, RFC 6455 7.4.1
  const web = await setWebStage(context);
  const bad: [string, Buffer, number][] = [
    ['2^63 bytes', frame(0x81, '', Buffer.from([127, 0x7f, 255, 255, 255, 255, 255, 255, 255])), 1009],
    ['too long', frame(0x81, Buffer.alloc(20_000, 'x'), Buffer.from([126, 0x4e, 0x20])), 1009],
    ['compressed', frame(0xc1, 'x'), 1002],
    ['not masked', Buffer.from([0x81, 1, 0x78]), 1002],
    ['unknown opcode', frame(0x83, 'x'), 1002],
    ['not UTF-8', frame(0x81, Buffer.from([0xff])), 1007],
    [
      'fragments without end',
      Buffer.concat([frame(0x01, 'x'), ...Array.from({ length: 100 }, () => frame(0, ''))]),
      1008,
    ],
    ['a ping in pieces', frame(0x09, 'x'), 1002],
  ];
  for (const [what, bytes, code] of bad) {
    const client = web.raw();
    client.write(`${HANDSHAKE.join('\r\n')}\r\n\r\n`);
    client.write(bytes);
    const answer = Buffer.from(await readAll(client), 'latin1');
    const [status, body] = [answer.toString('latin1', 0, 12), answer.subarray(answer.indexOf('\r\n\r\n') + 4)];
    assert.equal(status, 'HTTP/1.1 101', what);
    assert.deepEqual([...body], [0x88, 2, code >> 8, code & 255], what);
    const seen = await web.next();
    assert.deepEqual(seen.got, [], what);
    client.end();
    await seen.until('closed');
  }
  assert.equal(web.stage.listeners.connections, 0);
});

test('a ping is answered, a goodbye is returned, and both ends know whose it was', async (context) => {
  const web = await setWebStage(context);
  const one = await web.dial();
  const seen = await web.next();
  const pong = new Promise((resolve) => one.socket.once('pong', resolve));
  one.socket.ping('hello');
  assert.equal(String(await pong), 'hello');
  one.socket.close(1000);
  assert.equal(await one.closed, 1000);
  await seen.until('closed');
  assert.equal(seen.closedFor, 'peer');

  const two = await web.dial();
  const other = await web.next();
  other.connection.send(Buffer.from('ERROR :bye\r\n'));
  other.connection.close();
  assert.equal((await two.message()).text, 'ERROR :bye');
  assert.equal(await two.closed, 1000);
  await other.until('closed');
  assert.equal(other.closedFor, 'local');
});

test('the handshake is that of RFC 6455, and nothing is lost that comes right behind it', async (context) => {
  const web = await setWebStage(context);
  const client = web.raw();
  client.write(Buffer.concat([Buffer.from(`${HANDSHAKE.join('\r\n')}\r\n\r\n`), frame(0x81, 'NICK ann')]));
  const seen = await web.next();
  await seen.until('received');
  assert.deepEqual(seen.got, ['NICK ann\r\n']);
  // 4.2.2: the sample of the text
  assert.match(await read(client, 120), /Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK\+xOo=/);
  for (const [from, to, status] of [
    ['Version: 13', 'Version: 8', 426],
    ['Key: dG', 'Key: ', 400],
    ['Upgrade: websocket', 'Upgrade: h2c', 400],
    ['GET', 'POST', 400],
  ] as const) {
    const wrong = web.raw();
    wrong.write(`${HANDSHAKE.join('\r\n').replace(from, to)}\r\n\r\n`);
    assert.match(await readAll(wrong), new RegExp(`^HTTP/1.1 ${status} `), to);
  }
});

test('behind a trusted proxy it is the visitor who is counted; a stranger names nobody', async (context) => {
  // RELIABILITY W-09
  const proxies = trustedProxies(['127.0.0.1', '10.0.0.0/8']);
  const web = await setWebStage(context, { settings: { proxies }, limits: { connectionsPerIp: 1 } });
  const forwarded = { 'X-Forwarded-For': '203.0.113.66, 198.51.100.7, 10.0.0.2', 'X-Forwarded-Proto': 'https' };
  assert.equal((await web.dial([], forwarded)).status, 101);
  const seen = await web.next();
  assert.equal(seen.connection.remote.ip, '198.51.100.7');
  assert.notEqual(seen.connection.tls, undefined);
  assert.equal((await web.dial([], forwarded)).status, 429);
  const stranger = await setWebStage(context);
  assert.equal((await stranger.dial([], forwarded)).status, 101);
  assert.equal((await stranger.next()).connection.remote.ip, '127.0.0.1');
});

test('limits, deadlines and back-pressure are those of every connection', async (context) => {
  const web = await setWebStage(context, { limits: { sendq: 200_000, authSeconds: 30 } });
  const { socket } = await web.dial();
  const seen = await web.next();
  seen.onExpired = () => seen.connection.close();
  web.stage.clock.advance(30_000);
  await seen.until('expired');
  await seen.until('closed');
  const slow = await web.dial();
  const stalled = await web.next();
  slow.socket.pause();
  const line = Buffer.from(`${'x'.repeat(60_000)}\r\n`);
  for (let i = 0; i < 400 && !stalled.connection.isClosed; i++) {
    stalled.connection.send(line);
    await new Promise((resolve) => setImmediate(resolve));
  }
  await stalled.until('closed');
  assert.equal(stalled.closedFor, 'sendq-exceeded');
  socket.terminate();
});

test('who sends a request slowly, or none, is closed in time', async (context) => {
  const web = await setWebStage(context, { limits: { authSeconds: 30, closeSeconds: 5 } });
  const [silent, slow] = [web.raw(), web.raw()];
  slow.write('GET / HTTP/1.1\r\nHost: x\r\nX-A: ');
  while (web.stage.listeners.connections < 2) await new Promise((resolve) => setImmediate(resolve));
  web.stage.clock.advance(30_000);
  assert.equal(await readAll(silent), '');
  assert.equal(await readAll(slow), '');
  web.stage.clock.advance(6_000);
  while (web.stage.listeners.connections > 0) await new Promise((resolve) => setImmediate(resolve));
});

test('a request whose head is too large, or that is none, is refused', async (context) => {
  const web = await setWebStage(context);
  for (const text of [
    `GET / HTTP/1.1\r\nHost: x\r\nX-A: ${'a'.repeat(20_000)}\r\n\r\n`,
    'NICK ann\r\nUSER a 0 * :a\r\n',
  ]) {
    const client = web.raw();
    client.write(text);
    assert.match(await readAll(client), /^HTTP\/1.1 400 /);
  }
  const { status, body } = await web.ask('/anything');
  assert.deepEqual([status, String(body)], [200, 'page']);
});
