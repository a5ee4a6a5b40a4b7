import { openSync } from 'node:fs';
import { join } from 'node:path';

/** Standard streams of a server: nothing in, everything out into `server.log` in its directory. */
export function logged(dir: string): { stdio: ['ignore', number, number] } {
  const file = openSync(join(dir, 'server.log'), 'a');
  return { stdio: ['ignore', file, file] };
}
