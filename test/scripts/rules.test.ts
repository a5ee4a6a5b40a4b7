import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { packageRoot } from '../../src/lib/package-root.ts';

const rules = (await import(pathToFileURL(join(packageRoot(), 'scripts', 'rules.mjs')).href)) as {
  problemsOf(path: string, text: string, longFiles?: Record<string, string>): string[];
};

test('a file over 300 lines is refused, unless it is excused by name', () => {
  const long = 'x\n'.repeat(301);
  assert.equal(rules.problemsOf('src/a.ts', 'x\n'.repeat(300)).length, 0);
  assert.equal(rules.problemsOf('src/a.ts', long).length, 1);
  assert.equal(rules.problemsOf('src/a.ts', long, { 'src/a.ts': 'a table' }).length, 0);
  assert.equal(rules.problemsOf('test/a.test.ts', long).length, 0);
});

test('barrels, default exports and names that say nothing are refused', () => {
  assert.equal(rules.problemsOf('src/core/index.ts', '').length, 1);
  assert.equal(rules.problemsOf('src/core/room.ts', 'export default 1;').length, 1);
  for (const path of ['src/utils/a.ts', 'src/room-helper.ts', 'src/common.ts', 'test/session-manager.test.ts']) {
    assert.equal(rules.problemsOf(path, '').length, 1, path);
  }
  assert.equal(rules.problemsOf('src/core/commonwealth.ts', 'export const a = 1;').length, 0);
});
