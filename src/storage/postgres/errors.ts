import { StorageAway } from '../../core/ports.ts';

/** The configured database cannot be used; `message` tells an operator why, and what to do. */
export class StorageSetupError extends Error {
  readonly code = 'storage-setup';
}

/** SQLSTATE classes that pass: connection, resources, operator intervention, system error, rollback, lock not available. */
const PASSING = /^(08|53|57|58|40|55P03|25006)/;

const CONNECTION = new Set([
  'CONNECTION_CLOSED',
  'CONNECTION_DESTROYED',
  'CONNECTION_ENDED',
  'CONNECT_TIMEOUT',
  'ECONNREFUSED',
  'ECONNRESET',
  'ECONNABORTED',
  'EPIPE',
  'ENOENT',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'EHOSTDOWN',
  'ENETUNREACH',
  'ENETDOWN',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EMFILE',
]);

/** Errors of a login, once it has worked before: somebody is changing the server just now. */
const LOGIN = /^(28|3D)/;

/** The SQLSTATE or system error code of what the client library threw, empty for none. */
export function codeOf(error: unknown): string {
  if (typeof error !== 'object' || error === null || !('code' in error)) return '';
  return typeof error.code === 'string' ? error.code : '';
}

/** Is it of the connection, and not what the server answered? */
export function isConnectionCode(code: string): boolean {
  return CONNECTION.has(code);
}

/** What a failed statement means to the core: `StorageAway` where trying again makes sense, else the error itself. */
export function asStorageError(error: unknown): unknown {
  const code = codeOf(error);
  if (!CONNECTION.has(code) && !PASSING.test(code) && !LOGIN.test(code)) return error;
  const text = error instanceof Error ? error.message : String(error);
  return new StorageAway(`PostgreSQL is away: ${text} (${code})`, { cause: error });
}
