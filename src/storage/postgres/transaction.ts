import postgres from 'postgres';
import { codeOf, isConnectionCode } from './errors.ts';
import type { Sql } from './pool.ts';

/**
 * Does `work` in one transaction. Where its connection is lost, nothing more is said on that: the client library would say
 * "rollback" to a socket that is no more, and throw where nobody can catch it (postgres 3.4.9, `nextWrite`), which ends the process.
 */
export async function transact<T>(sql: Sql, work: (transaction: Sql) => Promise<T>): Promise<T> {
  const done = await sql.begin(async (begun) => {
    try {
      return { value: await work(begun as unknown as Sql) };
    } catch (error) {
      // `begin` itself rejects when the connection is closed.
      if (isLost(error)) await new Promise<never>(() => undefined);
      throw error;
    }
  });
  return (done as { value: T }).value;
}

function isLost(error: unknown): boolean {
  return error instanceof postgres.PostgresError ? error.severity === 'FATAL' : isConnectionCode(codeOf(error));
}
