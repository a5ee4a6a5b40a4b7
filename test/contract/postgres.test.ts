import { test } from 'node:test';
import type { Storage } from '../../src/core/ports.ts';
import { openPostgres } from '../../src/storage/postgres/storage.ts';
import { quietLog, scratchPostgres, withoutPostgres } from '../storage/scratch.ts';
import { storageContract } from './storage-contract.ts';

if (withoutPostgres) {
  test('PostgreSQL storage', { skip: withoutPostgres }, () => undefined);
} else {
  storageContract('PostgreSQL', openOnScratch);
}

async function openOnScratch(): Promise<Storage> {
  const ends: (() => void | Promise<void>)[] = [];
  const server = await scratchPostgres({ after: (act) => void ends.push(act) });
  const storage = await openPostgres(server.target, quietLog());
  return {
    ...storage,
    async close() {
      await storage.close();
      for (const end of ends) await end();
    },
  };
}
