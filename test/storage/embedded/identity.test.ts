import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { chmodSync, chownSync, mkdirSync, mkdtempSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { chooseIdentity } from '../../../src/storage/embedded/identity.ts';
import { startEmbedded } from '../../../src/storage/embedded/supervisor.ts';
import { openPostgres } from '../../../src/storage/postgres/storage.ts';
import { StorageSetupError } from '../../../src/storage/postgres/errors.ts';
import { quietLog, removeScratch, scratchDirectory, withoutPostgres } from '../scratch.ts';
import { startElsewhere } from './elsewhere.ts';

const isRoot = process.getuid?.() === 0;
const skip = withoutPostgres || (!isRoot && 'only root can become others');
const nobody = { uid: 65_534, gid: 65_534 };

function scratch(t: TestContext, mode = 0o755): string {
  const dataDir = scratchDirectory();
  chmodSync(dataDir, mode);
  t.after(() => removeScratch(dataDir));
  return dataDir;
}

async function answers(dataDir: string, method?: 'namespace' | 'setuid'): Promise<number> {
  const server = await startEmbedded({ dataDir, log: quietLog(), ...(method ? { rootMethods: [method] } : undefined) });
  const storage = await openPostgres(server.target, quietLog());
  await storage.ping();
  const { uid } = statSync(`/proc/${server.pid}`);
  await storage.close();
  await server.stop();
  return uid;
}

test(
  'root runs it in a user namespace, its files staying root’s, in a folder nobody else may enter',
  { skip },
  async (t) => {
    const dataDir = scratch(t, 0o700);
    if (!canUnshare()) return t.skip('no user namespaces here');
    await answers(dataDir, 'namespace');
    assert.equal(statSync(join(dataDir, 'postgres')).uid, 0);
  },
);

test('root without namespaces runs it as another user, who owns the files, now and later', { skip }, async (t) => {
  const dataDir = scratch(t);
  const uid = await answers(dataDir, 'setuid');
  assert.notEqual(uid, 0);
  assert.equal(statSync(join(dataDir, 'postgres')).uid, uid);
  assert.equal(await answers(dataDir), uid, 'the owner decides, whatever could be used now');
});

test('programs that the other user cannot reach are copied to the data', { skip }, (t) => {
  const dataDir = scratch(t);
  const hidden = join(mkdtempSync(join(dataDir, 'hidden-')), 'native');
  mkdirSync(join(hidden, 'bin'), { recursive: true });
  execFileSync('sh', ['-c', `echo '{"version":"1"}' > ${join(hidden, '..', 'package.json')}`]);
  const identity = chooseIdentity(hidden, join(dataDir, 'postgres'), ['setuid']);
  assert.equal(identity.binaries, join(dataDir, 'postgres-program-1'));
  assert.ok(statSync(join(identity.binaries, 'bin')).isDirectory());
});

test('root without any way says so, and what to do', { skip }, (t) => {
  const closed = scratch(t, 0o700);
  const attempt = (methods: readonly ('namespace' | 'setuid')[]) => () =>
    chooseIdentity('/', join(closed, 'postgres'), methods);
  assert.throws(attempt([]), (error) => error instanceof StorageSetupError && /database\.url/.test(error.message));
  assert.throws(attempt(['setuid']), /may not enter .*database\.url/s);
});

test('another user than root runs it as it is, and its database too is adopted', { skip }, async (t) => {
  const dataDir = scratch(t, 0o700);
  chownSync(dataDir, nobody.uid, nobody.gid);
  const { pid } = await startElsewhere(dataDir, { kill: 'parent', user: nobody });
  assert.equal(statSync(`/proc/${pid}`).uid, nobody.uid);
  const server = await startEmbedded({ dataDir, log: quietLog() });
  assert.equal(server.isAdopted, true);
  await server.stop();
});

function canUnshare(): boolean {
  try {
    execFileSync('unshare', ['--user', '--map-user=65534', 'true'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}
