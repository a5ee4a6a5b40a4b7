import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findLine, keyLines } from '../../src/config/key-lines.ts';

const text = [
  '# a comment with = and [brackets]', // 1
  'domain = "a # b" # c',
  'motd = """', // 3
  'fake = 1',
  '[fake]',
  '"""',
  '"quoted key" = 1', // 7
  '',
  '[federation.policy."other.example"]', // 9
  "auth = ['external', # why",
  '  "dialback", "]" ]',
  'a.b . c = 1', // 12
  '[limits]', // 13
  'flood = { burst = 1, per_second = 2 }',
  'last = 1',
].join('\r\n');

test('each key is found on its own line', () => {
  const lines = keyLines(text);
  const line = (...path: string[]) => findLine(lines, path);
  assert.equal(line('domain'), 2);
  assert.equal(line('motd'), 3);
  assert.equal(line('fake'), undefined);
  assert.equal(line('quoted key'), 7);
  assert.equal(line('federation', 'policy', 'other.example'), 9);
  assert.equal(line('federation', 'policy', 'other.example', 'auth', '1'), 10);
  assert.equal(line('federation', 'policy', 'other.example', 'a', 'b', 'c'), 12);
  assert.equal(line('limits', 'flood', 'burst'), 14);
  assert.equal(line('limits', 'last'), 15);
});

test('any text is scanned to its end', () => {
  for (const odd of ['', '"', '[[[', 'a = "', "a = '''", '= = =', '\n\n#', 'a = [[[', '"\\x"=1']) keyLines(odd);
});
