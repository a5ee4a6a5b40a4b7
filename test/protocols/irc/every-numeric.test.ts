import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { packageRoot } from '../../../src/lib/package-root.ts';
import { numerics } from '../../../src/protocols/irc/wire/numerics.ts';

/** The text of all TypeScript files of a folder of the repository, each by its path, but for `without`. */
function sources(folder: string, without: string): string[] {
  const root = join(packageRoot(), folder);
  const paths = readdirSync(root, { recursive: true, encoding: 'utf8' });
  return paths
    .filter((path) => path.endsWith('.ts') && !path.endsWith(without))
    .map((path) => readFileSync(join(root, path), 'utf8'));
}

test('every numeric that is sent is in a test, by its number', () => {
  const code = sources('src/protocols/irc', 'numerics.ts').join('\n');
  const tests = sources('test/protocols/irc', 'every-numeric.test.ts').join('\n');
  const told = new Set(tests.match(/(?<!\d)\d{3}(?!\d)/g));
  const sent = Object.entries(numerics).filter(([name]) => new RegExp(`\\b${name}\\b`).test(code));
  assert.ok(sent.length > 100);
  assert.deepEqual(
    sent.filter(([, [number]]) => !told.has(number)).map(([name]) => name),
    [],
  );
});
