import assert from 'node:assert/strict';
import { appendFileSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { createFileDoubts } from '../../src/storage/doubts.ts';

const [one, two] = ['019a0000-0000-7000-8000-000000000001', '019a0000-0000-7000-8000-000000000002'];

test('doubts outlive the process that had them, and a line cut short by a crash is left out', (context) => {
  const folder = mkdtempSync(join(tmpdir(), 'causeway-doubts-'));
  context.after(() => rmSync(folder, { recursive: true }));
  const path = join(folder, 'doubts');
  assert.deepEqual(createFileDoubts(path).read(), []);
  createFileDoubts(path).add([one]);
  createFileDoubts(path).add([two]);
  appendFileSync(path, one.slice(0, 20));
  assert.deepEqual(createFileDoubts(path).read(), [one, two]);
  assert.equal(statSync(path).mode & 0o777, 0o600);
  createFileDoubts(path).clear();
  assert.deepEqual(createFileDoubts(path).read(), []);
  createFileDoubts(path).clear();
});
