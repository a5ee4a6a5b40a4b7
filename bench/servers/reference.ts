import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { freePort } from '../system/ports.ts';
import { start } from '../system/processes.ts';
import { type Driver, findProgram, ready } from './driver.ts';
import { logged } from './output.ts';

/** Our own C server that does nothing but reads and writes: the limit of the machine. */
export const reference: Driver = {
  name: 'reference',
  wires: ['irc'],
  registering: 200,
  inBand: false,
  missing: () => (findProgram('cc') === undefined ? 'no C compiler (cc)' : undefined),
  async start({ dir }) {
    const source = fileURLToPath(new URL('../reference.c', import.meta.url));
    const program = join(dir, 'reference');
    const compiled = spawnSync('cc', ['-O2', '-o', program, source], { encoding: 'utf8' });
    if (compiled.status !== 0) throw new Error(`cc: ${compiled.stderr}`);
    const irc = await freePort();
    return ready(start('server', [program, String(irc)], logged(dir)), { irc });
  },
};
