import assert from 'node:assert/strict';
import { test } from 'node:test';
import { account, guest, makeServer } from './harness.ts';

const bare = (lines: readonly string[]) => lines.map((line) => line.replace(/@[0-9a-f]+\.guests\.example\.org/, ''));

// SEMANTICS 7 "Block": "Blocked sender: ... IRC 401 (the same thing as "no such account": existence is hidden equally)"
test('whoever is silenced gets 401, as where nobody is, and no invitation arrives', async () => {
  const server = await makeServer();
  const [alice, ben] = [await account(server, 'alice'), await guest(server, 'ben')];
  assert.deepEqual(await alice.ask('SILENCE +ben'), [':alice!alice@example.org SILENCE +ben!*@*']);
  assert.deepEqual(await ben.ask('PRIVMSG alice :hi', 'PRIVMSG nobody :hi'), [
    ':irc.example.org 401 ben alice :No such nick/channel',
    ':irc.example.org 401 ben nobody :No such nick/channel',
  ]);
  await ben.ask('JOIN #c');
  assert.match((await ben.ask('INVITE alice #c')).join(), / 401 /);
  assert.deepEqual(await ben.ask('NOTICE alice :hi'), []);
  assert.deepEqual(alice.read(), []);
  assert.deepEqual(await alice.ask('SILENCE -ben'), [':alice!alice@example.org SILENCE -ben!*@*']);
  await ben.ask('PRIVMSG alice :hi again');
  assert.match(alice.read().join(), /:hi again$/);
});

// RPL_SILELIST, RPL_ENDOFSILELIST, ERR_SILELISTFULL
test('the list is the account’s: 271 and 272 in every session, an account by its address, at most a hundred', async () => {
  const server = await makeServer();
  const [one, two] = [await account(server, 'alice'), await account(server, 'alice')];
  const bob = await account(server, 'Bob');
  await one.ask('SILENCE +bob', 'SILENCE +spam*', 'SILENCE +*!*@*.bad.example');
  assert.deepEqual(two.read(), [
    ':alice!alice@example.org SILENCE +*!bob@example.org',
    ':alice!alice@example.org SILENCE +spam*!*@*',
    ':alice!alice@example.org SILENCE +*!*@*.bad.example',
  ]);
  assert.match((await bob.ask('PRIVMSG alice :hi')).join(), / 401 /);
  assert.deepEqual(await server.core.storage.blocks.load('alice@example.org' as never), [
    'bob@example.org',
    'spam*!*@*',
    '*!*@*.bad.example',
  ]);
  assert.deepEqual(await two.ask('SILENCE -*!bob@example.org', 'SILENCE'), [
    ':alice!alice@example.org SILENCE -*!bob@example.org',
    ':irc.example.org 271 alice alice :spam*!*@*',
    ':irc.example.org 271 alice alice :*!*@*.bad.example',
    ':irc.example.org 272 alice alice :End of silence list',
  ]);
  for (let i = 0; i < 98; i++) await two.ask(`SILENCE +s${i}!*@*`);
  assert.deepEqual(await two.ask('SILENCE +one!*@*'), [
    ':irc.example.org 511 alice one!*@* :Your silence list is full',
  ]);
});

test('what guests silence lasts as long as they are here', async () => {
  const server = await makeServer();
  const [ann, bob] = [await guest(server, 'ann'), await account(server, 'bob')];
  await ann.ask('SILENCE +bob');
  assert.match((await bob.ask('PRIVMSG ann :hi')).join(), / 401 /);
  ann.drop();
  await ann.ask();
  assert.equal(server.core.blocks.guests.size, 0);
});

// SEMANTICS 7 "Caller-id: umode +R"; ACCEPT as Ergo has it
test('+R lets accounts write, who was accepted, and who was written to', async () => {
  const server = await makeServer();
  const [alice, bob, gus] = [await account(server, 'alice'), await account(server, 'bob'), await guest(server, 'gus')];
  await alice.ask('MODE alice +R');
  assert.deepEqual(await gus.ask('PRIVMSG alice :hi'), [
    ':irc.example.org 477 gus alice :You must log in to write to this person',
  ]);
  await bob.ask('PRIVMSG alice :from an account');
  assert.match(alice.read().join(), /from an account$/);
  assert.deepEqual(await alice.ask('ACCEPT gus'), []);
  assert.deepEqual(await gus.ask('PRIVMSG alice :accepted'), []);
  assert.match(alice.read().join(), /accepted$/);
  await alice.ask('ACCEPT -gus');
  assert.match((await gus.ask('PRIVMSG alice :hi')).join(), / 477 /);
  await alice.ask('PRIVMSG gus :tell me');
  gus.read();
  assert.deepEqual(await gus.ask('PRIVMSG alice :this'), []);
});

// SEMANTICS 5.5
test('+T takes no requests of clients but ACTION', async () => {
  const server = await makeServer();
  const [ann, ben] = [await guest(server, 'ann'), await guest(server, 'ben')];
  await ann.ask('MODE ann +T');
  assert.deepEqual(await ben.ask('PRIVMSG ann :\x01VERSION\x01'), [':irc.example.org 531 ben ann :They take no CTCP']);
  await ben.ask('PRIVMSG ann :\x01ACTION waves\x01');
  assert.deepEqual(bare(ann.read()), [':ben!~ben PRIVMSG ann :\x01ACTION waves\x01']);
});
