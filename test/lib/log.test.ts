import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { openLog } from '../../src/lib/log.ts';
import type { LogOptions } from '../../src/lib/log.ts';

function record(options: Partial<LogOptions> = {}) {
  const lines: string[] = [];
  const log = openLog({ level: 'info', file: '-', format: 'json', write: (line) => void lines.push(line), ...options });
  return { log, lines };
}

const hostile = 'a\r\nFAKE "entry": {}\x1b[2Jb\x9bc\u2028d';

test('an entry is one line, whatever it carries (O-01)', () => {
  for (const format of ['json', 'pretty'] as const) {
    const { log, lines } = record({ format, colour: false });
    log.info({ nick: hostile, [hostile]: 1, deep: { list: [hostile] } }, hostile);
    assert.equal(lines.length, 1);
    assert.match(lines[0] ?? '', /^[^\x00-\x1f\x7f-\x9f\u2028\u2029]+\n$/, format);
    assert.ok(lines[0]?.includes('\\u001b[2J'));
  }
});

test('a JSON line parses back to what was logged', () => {
  const { log, lines } = record();
  log.warn({ nick: hostile, bytes: 3 }, 'refused');
  const entry = JSON.parse(lines[0] ?? '') as Record<string, unknown>;
  assert.deepEqual([entry.nick, entry.bytes, entry.msg, entry.level], [hostile, 3, 'refused', 'warn']);
});

test('an error keeps its frames and cannot forge a line', () => {
  const { log, lines } = record({ format: 'pretty', colour: false });
  log.error({ err: new Error('bad\nFAKE line') }, 'failed');
  const text = lines.join('');
  assert.match(text, /\n +at /);
  assert.ok(!/^FAKE/m.test(text));
});

test('secrets are redacted at any depth (O-02)', () => {
  for (const format of ['json', 'pretty'] as const) {
    const { log, lines } = record({ format });
    log
      .with({ token: 'canary' })
      .info({ password: 'canary', a: { clientSecret: 'canary', b: [{ PASS: 'canary' }] } }, 'x');
    assert.ok(!lines.join('').includes('canary'));
    assert.ok(lines.join('').includes('(secret)'));
  }
});

test('the level holds and can be changed', () => {
  const { log, lines } = record();
  log.debug({}, 'no');
  assert.equal(log.isDebug(), false);
  log.setLevel('debug');
  log.debug({}, 'yes');
  assert.equal(log.isDebug(), true);
  assert.equal(lines.length, 1);
});

test('a file is opened again after rotation', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'causeway-log-'));
  try {
    const file = join(folder, 'c.log');
    const log = openLog({ level: 'info', file, format: 'auto' });
    await until(
      () => log.info({}, 'one'),
      () => read(file).includes('one'),
    );
    renameSync(file, `${file}.1`);
    log.reopen();
    await until(
      () => log.info({}, 'two'),
      () => read(file).includes('two'),
    );
    assert.ok(!read(file).includes('one'));
  } finally {
    rmSync(folder, { recursive: true });
  }
});

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}

/** The file is opened by the event loop: gives it turns. */
async function until(act: () => void, done: () => boolean): Promise<void> {
  act();
  for (let turn = 0; turn < 10_000 && !done(); turn++) await new Promise((resolve) => setImmediate(resolve));
  assert.ok(done());
}
