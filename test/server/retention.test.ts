import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Config } from '../../src/config/schema.ts';
import { keepFrom } from '../../src/server/database.ts';

const kept = (retention: number) => ({ history: { retention } }) as Config;

test('history is kept for as long as history.retention says, or for ever', () => {
  const now = Date.UTC(2026, 10, 21);
  assert.equal(keepFrom(kept(90 * 86_400_000), now), Date.UTC(2026, 7, 23));
  assert.equal(keepFrom(kept(Number.POSITIVE_INFINITY), now), undefined);
});
