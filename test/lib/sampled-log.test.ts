import assert from 'node:assert/strict';
import { test } from 'node:test';
import { silentLog, type LogFields } from '../../src/lib/log.ts';
import { MOST_PER_MINUTE, sampledLog } from '../../src/lib/sampled-log.ts';
import { transportLog } from '../../src/server/transport-log.ts';

function stage() {
  const lines: string[] = [];
  const add = (fields: LogFields, text: string): void => void lines.push(`${text} ${JSON.stringify(fields)}`);
  let now = 0;
  return {
    lines,
    log: { ...silentLog, warn: add, error: add, info: add },
    now: () => now,
    pass: (ms: number) => (now += ms),
  };
}

// RELIABILITY L-17: 10 k errors/s
test('ten thousand errors of one kind are twenty lines, and how many more there were; other kinds are seen', () => {
  const { lines, log, now, pass } = stage();
  const sampled = sampledLog(log, now);
  for (let i = 0; i < 10_000; i++) sampled.error({ id: i }, 'irc: a command failed');
  sampled.warn({}, 'another');
  assert.equal(lines.length, MOST_PER_MINUTE + 1);
  pass(60_001);
  sampled.error({ id: 'next' }, 'irc: a command failed');
  assert.deepEqual(lines.slice(-2), [
    'more of these were not logged {"text":"irc: a command failed","more":9980}',
    'irc: a command failed {"id":"next"}',
  ]);
  for (let i = 0; i < 100; i++) sampled.info({}, 'what is no complaint');
  assert.equal(lines.length, MOST_PER_MINUTE + 3 + 100);
});

// RELIABILITY L-17
test('a connection storm is twenty lines of each kind a minute', () => {
  const { lines, log, now } = stage();
  const report = transportLog(log, now);
  for (let i = 0; i < 10_000; i++) {
    report({ kind: 'refused', limit: 'connectionsPerIp', listener: 'irc', ip: '192.0.2.1' });
    report({ kind: 'tls-failed', listener: 'irc', ip: '192.0.2.1', code: 'EPROTO' });
    report({ kind: 'bug', listener: 'irc', connection: i, error: new Error('x') });
  }
  assert.equal(lines.length, 3 * MOST_PER_MINUTE);
  assert.equal(lines.filter((line) => line.startsWith('transport: bug')).length, MOST_PER_MINUTE);
});

test('kinds without end are not kept', () => {
  const { lines, log, now } = stage();
  const sampled = sampledLog(log, now);
  for (let i = 0; i < 3000; i++) sampled.warn({}, `text ${i}`);
  assert.equal(lines.length, 3000);
});
