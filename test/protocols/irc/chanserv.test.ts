import assert from 'node:assert/strict';
import { test } from 'node:test';
import { account, guest, makeServer, type Peer } from './harness.ts';

/** What ChanServ answers, without what stands before it. */
async function ask(peer: Peer, ...lines: readonly string[]): Promise<string[]> {
  const answers = await peer.ask(...lines);
  return answers.map((line) => line.replace(/^:ChanServ!ChanServ@services NOTICE \S+ :/, '< '));
}

test('a service answers with notices, however it is called', async () => {
  const ann = await account(await makeServer(), 'ann');
  await ann.ask('JOIN #den');
  for (const line of [
    'PRIVMSG ChanServ :info #den',
    'CS INFO #den',
    'CHANSERV :Info #den',
    'PRIVMSG chanserv@example.org :INFO #den',
  ]) {
    const [first, ...others] = await ask(ann, line);
    assert.equal(first, '< #den (den@rooms.example.org)', line);
    assert.ok(others.includes('< Owned by ann.'), line);
  }
});

test('HELP lists every command, and tells of each how it goes', async () => {
  const ann = await account(await makeServer(), 'ann');
  const overview = await ask(ann, 'CS HELP');
  assert.ok(overview.some((line) => /\x02OP\s*\x02 {2}Make somebody a moderator/.test(line)));
  const detail = await ask(ann, 'CS help access add');
  assert.equal(detail[0], '< \x02ACCESS ADD <room> <account> <owner|admin|member|ban|none>\x02');
  assert.ok(detail.includes('<   /msg ChanServ ACCESS ADD #lobby bob admin'));
  assert.deepEqual(await ask(ann, 'CS HELP dance'), ['< There is no command DANCE. HELP alone lists them all.']);
});

test('what is not understood is answered, and wrong arguments are explained', async () => {
  const ann = await account(await makeServer(), 'ann');
  assert.deepEqual(await ask(ann, 'CS dance'), ['< I do not know that. /msg ChanServ HELP lists what I do.']);
  assert.deepEqual(await ask(ann, 'CS OP'), [
    '< room is missing: the room, such as #lobby',
    '< It goes: OP <room> [nick]',
  ]);
  assert.deepEqual(await ask(ann, 'CS OP #a b c'), ['< There is a word too many: c', '< It goes: OP <room> [nick]']);
  assert.deepEqual(await ask(ann, 'CS OP #nowhere'), ['< #nowhere: there is no such room']);
  assert.deepEqual(await ask(ann, 'NOTICE ChanServ :OP #nowhere', 'PRIVMSG ChanServ :\x01VERSION\x01'), []);
  assert.deepEqual(await ann.ask('CS'), [':irc.example.org 412 ann :No text to send']);
});

test('the acts are the acts of the room: everybody sees them, and who may not is told', async () => {
  const server = await makeServer();
  const [ann, bob] = [await account(server, 'ann'), await guest(server, 'bob')];
  await ann.ask('JOIN #den');
  await bob.ask('JOIN #den');
  ann.read();
  assert.deepEqual(await ask(bob, 'CS OP #den'), ['< #den: you may not do that there']);
  assert.deepEqual(await ask(ann, 'CS OP #den bob'), [
    ':ann!ann@example.org MODE #den +o bob',
    '< OP bob in #den: done.',
  ]);
  assert.deepEqual(bob.read(), [':ann!ann@example.org MODE #den +o bob']);
  assert.deepEqual(await ask(ann, 'CS KICK #den bob see you later'), [
    ':ann!ann@example.org KICK #den bob :see you later',
    '< bob is removed from #den.',
  ]);
});

test('ACCESS gives lasting places, and lists them to those who have one', async () => {
  const server = await makeServer();
  const [ann, bob] = [await account(server, 'ann'), await account(server, 'bob')];
  await ann.ask('JOIN #den');
  assert.deepEqual(await ask(bob, 'CS ACCESS #den'), ['< #den: you may not do that there']);
  assert.deepEqual(await ask(ann, 'CS ACCESS ADD #den bob admin'), ['< bob is now on the list of #den as: admin.']);
  const list = await ask(bob, 'CS ACCESS LIST #den');
  assert.match(list[0] ?? '', /^< ann {2}owner {2}\(by ann, \d{4}-\d\d-\d\d\)$/);
  assert.match(list[1] ?? '', /^< bob {2}admin/);
  assert.deepEqual(await ask(ann, 'CS TRANSFER #den bob'), [
    ':ann!ann@example.org MODE #den -q+a ann ann',
    '< #den belongs to bob now; you are an admin there.',
  ]);
});

test('REGISTER shows the owner that the room is theirs, and DROP asks once more', async () => {
  const server = await makeServer();
  const [ann, bob] = [await account(server, 'ann'), await guest(server, 'bob')];
  await bob.ask('JOIN #den');
  await ann.ask('JOIN #den');
  bob.read();
  assert.deepEqual(await ask(ann, 'CS REGISTER #den'), ['< #den: you may not do that there']);
  assert.deepEqual(await ask(bob, 'CS REGISTER #den'), [
    '< #den: that needs an account: log in, or make one with REGISTER',
  ]);
  await bob.ask('MODE #den +o ann');
  ann.read();
  assert.deepEqual(await ask(ann, 'CS REGISTER #den'), [
    ':ann!ann@example.org MODE #den -o ann',
    ':ann!ann@example.org MODE #den +q ann',
    '< #den is yours.',
  ]);
  const [question = ''] = await ask(ann, 'CS DROP #den');
  const code = /DROP #den ([0-9a-f]{6})$/.exec(question)?.[1] ?? '';
  assert.match(question, /cannot be undone/);
  assert.match((await ask(ann, 'CS DROP #den 000000'))[0] ?? '', /cannot be undone/);
  const gone = await ask(ann, `CS DROP #den ${code}`);
  assert.equal(gone.at(-1), '< #den is gone.');
  assert.match(bob.read().at(-1) ?? '', / KICK #den bob :Room destroyed/);
});

test('SET changes what no mode shows, GET shows it, and both keep secrets', async () => {
  const server = await makeServer();
  const [ann, bob] = [await account(server, 'ann'), await guest(server, 'bob')];
  await ann.ask('JOIN #den');
  assert.deepEqual(await ask(ann, 'CS SET #den title The den of Ann'), ['< #den: title is The den of Ann.']);
  assert.deepEqual(await ask(ann, 'CS SET #den history perhaps'), [
    '< history can be on or off',
    '< It goes: SET <room> <title|description|history|private|members|moderated|addresses|memberinvites|privmsg> <value>',
  ]);
  assert.ok((await ask(bob, 'CS GET #den')).includes('< title          The den of Ann'));
  assert.deepEqual(await ask(bob, 'CS SET #den title mine'), ['< #den: you are not in that room']);
  await ann.ask('CS SET #den private on');
  assert.deepEqual(await ask(bob, 'CS GET #den', 'CS INFO #den'), [
    '< #den: there is no such room',
    '< #den: there is no such room',
  ]);
});
