import { describe, test } from 'node:test';
import { openPostgres } from '../../src/storage/postgres/storage.ts';
import { quietLog, scratchPostgres, withoutPostgres } from '../storage/scratch.ts';
import { storageContract } from './storage-contract.ts';

if (withoutPostgres) {
  test('PostgreSQL storage', { skip: withoutPostgres }, () => undefined);
} else {
  describe('on the bundled server', () => {
    storageContract('PostgreSQL', async () => openPostgres((await scratchPostgres()).target, quietLog()));
  });
}
