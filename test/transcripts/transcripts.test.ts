import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { packageRoot } from '../../src/lib/package-root.ts';
import { matches, type Names } from './match.ts';
import { parseScript } from './script.ts';
import { perform } from './stage.ts';

const folder = join(packageRoot(), 'test/transcripts');

for (const file of readdirSync(folder).filter((name) => name.endsWith('.txt'))) {
  const script = parseScript(readFileSync(join(folder, file), 'utf8'));
  test(`${file}: ${script.title}`, () => perform(script));
}

test('patterns match what they name, and nothing else', () => {
  const table: [pattern: string, frame: string, matches: boolean][] = [
    [':a * b', ':a x y b', true],
    [':a b', ':a b c', false],
    ["<m a='1'/>", "<m a='1' b='2'><x/></m>", true],
    ["<m a='1'/>", "<m a='2'/>", false],
    ["<m><x xmlns='n'/></m>", "<m><x xmlns='n'/></m>", true],
    ["<m><x xmlns='n'/></m>", "<m><x xmlns='o'/></m>", false],
    ['<m><s/><s/></m>', '<m><s/></m>', false],
    ['<m><b>h*</b></m>', '<m><b>hello</b></m>', true],
    ['<m><b>hell</b></m>', '<m><b>hello</b></m>', false],
    ['(x)+', '(x)+', true],
  ];
  for (const [pattern, frame, expected] of table) assert.equal(matches(pattern, frame, new Map()), expected, pattern);
});

test('a name captured once must be equal afterwards', () => {
  const names: Names = new Map();
  assert.ok(matches('@msgid=$id;*', '@msgid=abc;time=1 x', names));
  assert.ok(matches("<m id='$id'/>", "<m id='abc'/>", names));
  assert.ok(!matches("<m id='$id'/>", "<m id='abd'/>", names));
});

test('a script that names a stranger or says nothing is refused', () => {
  assert.throws(() => parseScript('[irc] a\nb > PING x'), /nobody is called b/);
  assert.throws(() => parseScript('[irc] a\na ? PING x'), /not understood/);
});
