import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { verbs } from '../../src/cli/verbs.ts';
import { configManual } from '../../src/config/manual.ts';
import { packageRoot } from '../../src/lib/package-root.ts';

function page(name: string): string {
  return readFileSync(join(packageRoot(), 'docs', name), 'utf8');
}

test('docs/configuration.md is what the schema says (node scripts/docs.mjs writes it)', () => {
  assert.equal(page('configuration.md'), configManual());
});

test('docs/cli.md names every verb', () => {
  const text = page('cli.md');
  for (const { path, aliases } of verbs)
    for (const name of [path, ...aliases]) assert.ok(text.includes(`\`${name}`), name);
});
