import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** The longest path a unix socket may have: sun_path is 108 bytes with its NUL on Linux, 104 on macOS. */
const MAX_BYTES = process.platform === 'linux' ? 107 : 103;
const SOCKET = 'admin.sock';
/** Holds the path of the socket where the data directory's own is too long. */
const RECORD = 'admin.path';

/** Where the running server of this data directory listens for commands. */
export function findAdminPath(data: string): string {
  const record = join(data, RECORD);
  return existsSync(record) ? readFileSync(record, 'utf8').trim() : join(data, SOCKET);
}

/** A path for the server to listen on, in a private folder of its own where the data directory's is too long. */
export function makeAdminPath(data: string): string {
  dropAdminPath(data);
  const path = join(data, SOCKET);
  if (Buffer.byteLength(path) <= MAX_BYTES) return path;
  const folder = mkdtempSync(join(Buffer.byteLength(tmpdir()) < 60 ? tmpdir() : '/tmp', 'causeway-'));
  chmodSync(folder, 0o700);
  writeFileSync(join(data, RECORD), `${join(folder, SOCKET)}\n`, { mode: 0o600 });
  return join(folder, SOCKET);
}

/** Removes the socket and whatever was made for it. */
export function dropAdminPath(data: string): void {
  const path = findAdminPath(data);
  rmSync(path, { force: true });
  if (dirname(path) === data) return;
  // Only a folder that we made ourselves, and only when it holds nothing else.
  if (/\/causeway-\w+$/.test(dirname(path))) rmSync(dirname(path), { recursive: true, force: true });
  rmSync(join(data, RECORD), { force: true });
}
