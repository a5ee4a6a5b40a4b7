import { chownSync, mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import type { Identity } from './identity.ts';

/** The name PostgreSQL gives its socket. */
export const SOCKET_NAME = '.s.PGSQL.5432';

/** sun_path has 108 bytes with the final NUL; on macOS 104. */
const MAX_BYTES = process.platform === 'darwin' ? 103 : 107;

/** Where the socket goes: the data directory, which nobody else may enter; a private one in /tmp where its path is too long. */
export function socketDirectory(directory: string, owner: Identity['owner']): { path: string; isTemporary: boolean } {
  if (Buffer.byteLength(join(directory, SOCKET_NAME)) <= MAX_BYTES) return { path: directory, isTemporary: false };
  const path = mkdtempSync('/tmp/causeway-');
  if (owner) chownSync(path, owner.uid, owner.gid);
  return { path, isTemporary: true };
}
