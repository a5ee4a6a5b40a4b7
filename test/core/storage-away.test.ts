import assert from 'node:assert/strict';
import { test } from 'node:test';
import { addCertificate, listCertificates, removeCertificate } from '../../src/core/accounts/certificates.ts';
import { changeSettings } from '../../src/core/accounts/change-settings.ts';
import { createAccount } from '../../src/core/accounts/create-account.ts';
import { lockAccount } from '../../src/core/accounts/lock-account.ts';
import { changeEmail } from '../../src/core/accounts/own-account.ts';
import { registerAccount } from '../../src/core/accounts/register.ts';
import { removeAccount } from '../../src/core/accounts/remove-account.ts';
import { setPassword } from '../../src/core/accounts/set-password.ts';
import { marksOf, readUpTo, setRead } from '../../src/core/archive/read-marks.ts';
import { redact } from '../../src/core/archive/redact.ts';
import { addBan, removeBan } from '../../src/core/bans/change-bans.ts';
import { blocksOf } from '../../src/core/blocks/block-list.ts';
import { changeBlock, listOf } from '../../src/core/blocks/change-blocks.ts';
import { setAlwaysOn } from '../../src/core/bouncer/always-on.ts';
import { DISPLAY_NAME, valuesOf } from '../../src/core/metadata/metadata.ts';
import { clearMetadata, setMetadata } from '../../src/core/metadata/set-metadata.ts';
import { setDisplayName } from '../../src/core/presence/set-display-name.ts';
import { isRefusal, type Refusal } from '../../src/core/refusal.ts';
import type { Room } from '../../src/core/rooms/room.ts';
import { say } from '../../src/core/rooms/say.ts';
import type { Bare } from '../../src/lib/address.ts';
import type { Id } from '../../src/lib/id.ts';
import { account, insist, join, makeWorld, turns, type Somebody, type World } from './world.ts';

/** A world in which there is something of everything. */
interface Stage {
  readonly world: World;
  readonly ann: Somebody;
  readonly room: Room;
  readonly said: Id;
}

const peer = 'bob@example.org' as Bare;
const ban = { kind: 'ip', subject: '192.0.2.1' } as const;
const other = { kind: 'ip', subject: '192.0.2.2' } as const;
const why = { why: 'spam', note: '', by: 'ann', lasts: undefined };
const [fingerprint, another] = ['9f'.repeat(32), '0a'.repeat(32)];

async function setStage(): Promise<Stage> {
  const world = await makeWorld({ alwaysOn: { policy: 'opt-in', expiry: Infinity } });
  const { core } = world;
  const ann = await account(world, 'ann');
  const { room } = (await join(world, ann)).occupant;
  say(core, ann.session, room, { kind: 'text', body: 'hello', kept: true }, undefined);
  await turns();
  const [said] = ann.endpoint.released_;
  assert.ok(said);
  const own = { person: ann.session.person };
  await insist(() => marksOf(core, ann.session));
  for (const done of [
    await setRead(core, ann.session, { peer }, 1000),
    await setMetadata(core, ann.session, own, { key: 'colour', value: 'green' }),
    await setMetadata(core, ann.session, { room }, { key: 'url', value: 'https://example.org' }),
    await changeBlock(core, ann.session.person, 'x!*@*', true),
    await addBan(core, { ...ban, ...why }),
    await addCertificate(core, accountOf(ann), { fingerprint }),
  ]) {
    assert.ok(!isRefusal(done), JSON.stringify(done));
  }
  return { world, ann, room, said: said.event.id };
}

function accountOf({ session }: Somebody) {
  return session.person.account ?? assert.fail('no account');
}

/** Everything that the acts below could change, as the core has it. */
async function stateOf({ world: { core }, ann, room }: Stage): Promise<unknown> {
  const { person } = ann.session;
  return structuredClone({
    account: person.account,
    accounts: await core.storage.accounts.list('', 100),
    name: person.displayName,
    own: valuesOf(core.metadata, { person }),
    metadata: valuesOf(core.metadata, { room }),
    read: [readUpTo(core, ann.session, { peer }), readUpTo(core, ann.session, { room: room.address })],
    blocks: await listOf(core, person),
    mayBlock: isRefusal(blocksOf(core, person.address.bare)),
    bans: core.bans.all(),
    certificates: await listCertificates(core, accountOf(ann)),
    recent: room.recent.map(({ id, body }) => [id, body]),
    sessions: person.sessions.length,
    dismissed: ann.endpoint.dismissed,
  });
}

type Act = (stage: Stage) => Promise<unknown>;

const acts: Record<string, Act> = {
  'own metadata set': ({ world, ann }) =>
    setMetadata(world.core, ann.session, { person: ann.session.person }, { key: 'colour', value: 'red' }),
  'own metadata new': ({ world, ann }) =>
    setMetadata(world.core, ann.session, { person: ann.session.person }, { key: 'food', value: 'figs' }),
  'own metadata cleared': ({ world, ann }) => clearMetadata(world.core, ann.session, { person: ann.session.person }),
  'display name by metadata': ({ world, ann }) =>
    setMetadata(world.core, ann.session, { person: ann.session.person }, { key: DISPLAY_NAME, value: 'Ann A.' }),
  'display name': ({ world, ann }) => setDisplayName(world.core, ann.session, 'Ann A.'),
  'room metadata set': ({ world, ann, room }) =>
    setMetadata(world.core, ann.session, { room }, { key: 'url', value: 'https://example.net' }),
  'room metadata new': ({ world, ann, room }) =>
    setMetadata(world.core, ann.session, { room }, { key: 'constructor', value: 'x' }),
  'room metadata cleared': ({ world, ann, room }) => clearMetadata(world.core, ann.session, { room }),
  'room title by metadata': ({ world, ann, room }) =>
    setMetadata(world.core, ann.session, { room }, { key: DISPLAY_NAME, value: 'The garden' }),
  'read mark': ({ world, ann }) => setRead(world.core, ann.session, { peer }, world.clock.now()),
  'first read mark': ({ world, ann, room }) =>
    setRead(world.core, ann.session, { room: room.address }, world.clock.now()),
  redact: ({ world, ann, room, said }) => redact(world.core, ann.session, { place: { room }, id: said, reason: '' }),
  block: ({ world, ann }) => changeBlock(world.core, ann.session.person, 'y!*@*', true),
  unblock: ({ world, ann }) => changeBlock(world.core, ann.session.person, 'x!*@*', false),
  ban: ({ world }) => addBan(world.core, { ...other, ...why }),
  unban: ({ world }) => removeBan(world.core, ban, 'ann'),
  'certificate added': ({ world, ann }) => addCertificate(world.core, accountOf(ann), { fingerprint: another }),
  'certificate removed': ({ world, ann }) => removeCertificate(world.core, accountOf(ann), fingerprint),
  register: ({ world }) => registerAccount(world.core, { name: 'carl', password: 'correct horse', ip: '192.0.2.9' }),
  'account made': ({ world }) => createAccount(world.core, 'dora', 'correct horse'),
  'account removed': ({ world }) => removeAccount(world.core, 'ann'),
  'account locked': ({ world }) => lockAccount(world.core, 'ann'),
  password: ({ world, ann }) => setPassword(world.core, 'ann', 'battery staple', ann.session),
  email: ({ world, ann }) => changeEmail(world.core, ann.session, 'ann@example.com'),
  settings: ({ world }) => changeSettings(world.core, 'ann', { multiclient: false }),
  'always-on': ({ world }) => setAlwaysOn(world.core, 'ann', true),
};

/** Storage is away while `act` is carried out, for as long as it takes. */
async function refusedBy(stage: Stage, act: Act): Promise<Refusal> {
  const { faults, clock } = stage.world;
  faults.away = true;
  let outcome: unknown;
  let isOver = false;
  const acting = act(stage).then((given) => {
    outcome = given;
    isOver = true;
  });
  while (!isOver) {
    await turns();
    clock.advance(100);
  }
  faults.away = false;
  await acting;
  assert.ok(isRefusal(outcome), `not refused: ${JSON.stringify(outcome)}`);
  return outcome;
}

for (const [name, act] of Object.entries(acts)) {
  test(`while storage is away it is refused in words and nothing has changed: ${name}`, async () => {
    const stage = await setStage();
    const before = await stateOf(stage);
    const { reason } = await refusedBy(stage, act);
    assert.equal(reason, 'storage-away');
    for (let i = 0; i < 10; i++) {
      stage.world.clock.advance(100);
      await turns();
    }
    assert.deepEqual(await stateOf(stage), before);
    const outcome = await act(stage);
    assert.ok(!isRefusal(outcome), `when storage is back: ${JSON.stringify(outcome)}`);
    assert.notDeepEqual(await stateOf(stage), before);
  });
}

test('of what is changed at the same time from several sessions nothing is lost', async () => {
  const world = await makeWorld({ alwaysOn: { policy: 'opt-in', expiry: Infinity } });
  const { core } = world;
  const [desk, phone] = [
    await account(world, 'ann', { device: 'desk' }),
    await account(world, 'ann', { device: 'phone' }),
  ];
  const { room } = (await join(world, desk)).occupant;
  await join(world, phone);
  const own = { person: desk.session.person };
  const done = await Promise.all([
    setMetadata(core, desk.session, own, { key: 'colour', value: 'green' }),
    setMetadata(core, phone.session, own, { key: 'food', value: 'figs' }),
    changeSettings(core, 'ann', { multiclient: false }),
    setAlwaysOn(core, 'ann', true),
    setMetadata(core, desk.session, { room }, { key: 'url', value: 'https://example.org' }),
    setMetadata(core, phone.session, { room }, { key: 'season', value: 'spring' }),
  ]);
  assert.deepEqual(done.filter(isRefusal), []);
  const stored = await core.storage.accounts.find('ann');
  const metadata = { colour: 'green', food: 'figs' };
  assert.deepEqual(stored?.settings, { metadata, multiclient: false, alwaysOn: true });
  const loaded = await core.storage.rooms.load(room.address, 0);
  assert.deepEqual(loaded?.room.metadata, { url: 'https://example.org', season: 'spring' });
});
