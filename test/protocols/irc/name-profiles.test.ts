import assert from 'node:assert/strict';
import { test } from 'node:test';
import { account, guest, makeAccount, makeServer, Peer, type Server } from './harness.ts';

const precis = () => makeServer({ core: { nameProfile: 'precis', nicknames: 'free' } });

/** The numerics that answer NICK and USER of a new connection. */
async function register(server: Server, nick: string): Promise<string[]> {
  const lines = await new Peer(server).ask(`NICK ${nick}`, 'USER u 0 * :U');
  return lines.map((line) => line.split(' ')[1] ?? '');
}

// RELIABILITY N-01, N-07; RFC 8265 3.3
test('under precis names have letters of any script, and one case mapping', async () => {
  const server = await precis();
  const ann = await guest(server, 'I\u015f\u0131l');
  assert.equal(server.core.people.byNickname('i\u015f\u0131l')?.nickname, 'I\u015f\u0131l');
  assert.ok((await ann.ask('VERSION')).some((line) => / CASEMAPPING=precis /.test(line)));
  assert.ok((await register(server, 'I\u015e\u0131L')).includes('433'));
  for (const nick of ['a\u200db', '\u0640', '\u265a', '\u05d0a', 'a\u00adb', '-\u00e4', '9\u00e4', '\u00e4@b']) {
    assert.ok((await register(server, nick)).includes('432'), JSON.stringify(nick));
  }
});

test('under ascii they have not', async () => {
  const server = await makeServer();
  assert.deepEqual(await register(server, 'I\u015f\u0131l'), ['432']);
  const ann = await guest(server, 'ann');
  assert.match((await ann.ask('NICK \u00e4nn'))[0] ?? '', / 432 ann /);
  assert.ok((await ann.ask('VERSION')).some((line) => / CASEMAPPING=ascii /.test(line)));
});

// RELIABILITY N-02; UTS 39 4
test('who looks like an account or somebody present is refused, but for the holder itself', async () => {
  const server = await precis();
  await makeAccount(server, 'evan');
  assert.ok((await register(server, '\u0435van')).includes('433'));
  const evan = await account(server, 'evan');
  assert.match((await evan.ask('NICK \u0435van'))[0] ?? '', /^:evan!\S+ NICK :?\u0435van$/);
  assert.ok((await register(server, 'evan')).includes('433'));
  await guest(server, '\u0441\u0430\u0441\u0430');
  assert.ok((await register(server, 'caca')).includes('433'));
});

// RELIABILITY N-02, N-03
test('services and mailboxes are nobody, however they are written; scripts are not mixed', async () => {
  const server = await precis();
  for (const nick of ['ChanServ', 'Ch\u0251nServ', '\u041dickserv', 'p\u043estmaster', 'guest-\u0430']) {
    const answers = await register(server, nick);
    assert.ok(!answers.includes('001'), nick);
    assert.ok(answers.includes('432'), nick);
  }
  assert.ok((await register(server, '\u0434og')).includes('432'));
});

// RELIABILITY N-08
test('a room that looks like another is not made', async () => {
  const server = await makeServer();
  const ann = await guest(server, 'ann');
  await ann.ask('JOIN #paypal');
  assert.deepEqual(await ann.ask('JOIN #p\u0430ypal'), [
    ':irc.example.org 479 ann #p\u0430ypal :That name looks like the name of another room',
  ]);
  assert.ok((await ann.ask('JOIN #\u043a\u043e\u0442')).length > 1);
  assert.ok((await ann.ask('JOIN #com', 'JOIN #corn')).length > 4);
});

// RELIABILITY N-05
test('of a thousand claims to one name, however written, exactly one wins', async () => {
  const server = await precis();
  const names = ['sara', '\u0455\u0430r\u0430', 'SARA', '\u0455ara'];
  const peers = await Promise.all(
    Array.from({ length: 1000 }, async (_, i) => {
      const peer = new Peer(server);
      const lines = await peer.ask(`NICK ${names[i % names.length]}`, 'USER u 0 * :U');
      return lines.some((line) => / 001 /.test(line));
    }),
  );
  assert.equal(peers.filter(Boolean).length, 1);
});
