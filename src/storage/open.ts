import type { Storage } from '../core/ports.ts';
import type { StorageLog } from './log.ts';
import { createMemoryStorage } from './memory/storage.ts';
import { StorageSetupError } from './postgres/errors.ts';

/** Storage as the server uses it. */
export interface OpenStorage extends Storage {
  /**
   * To be called daily with the time now: makes room for the months to come, and where `keepFrom` is given removes history
   * older than it, in whole months. Both are milliseconds since 1970.
   */
  maintain(now: number, keepFrom?: number): Promise<void>;
  /** Where data is kept, for people. */
  readonly description: string;
}

/**
 * Opens what `database.url` names: "" the bundled PostgreSQL in `dataDir`, "postgres://…" a server, "memory:" nothing lasting.
 * Loads only what that needs. Rejects with `StorageSetupError`, whose message is for operators, where they must act.
 */
export async function openStorage(url: string, dataDir: string, log: StorageLog): Promise<OpenStorage> {
  if (url === '') return openEmbedded(dataDir, log);
  if (url === 'memory:') return openMemory(log);
  if (/^postgres(ql)?:/.test(url)) {
    const { openPostgres } = await import('./postgres/storage.ts');
    return { ...(await openPostgres(url, log)), description: 'PostgreSQL by database.url' };
  }
  throw new StorageSetupError(
    'database.url must be "" (the bundled PostgreSQL), "postgres://user:password@host:5432/database" or "memory:".',
  );
}

function openMemory(log: StorageLog): OpenStorage {
  log.warn('Nothing is kept: database.url is "memory:".');
  return { ...createMemoryStorage(), maintain: () => Promise.resolve(), description: 'memory' };
}

async function openEmbedded(dataDir: string, log: StorageLog): Promise<OpenStorage> {
  const { startEmbedded } = await import('./embedded/supervisor.ts');
  const { openPostgres } = await import('./postgres/storage.ts');
  const server = await startEmbedded({ dataDir, log });
  try {
    const storage = await openPostgres(server.target, log);
    return {
      ...storage,
      description: `bundled PostgreSQL in ${dataDir}`,
      async close() {
        await storage.close();
        await server.stop();
      },
    };
  } catch (error) {
    await server.stop();
    throw error;
  }
}
