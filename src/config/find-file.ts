import { existsSync } from 'node:fs';
import { join } from 'node:path';

/** Where a file is looked for, in this order, when no `--config` is given. */
export const CONFIG_NAME = 'causeway.toml';
const SYSTEM_FILE = '/etc/causeway/causeway.toml';

/** The configuration file of this folder, else of this machine, or undefined where there is none. */
export function findConfigFile(folder: string): string | undefined {
  return existsSync(join(folder, CONFIG_NAME)) ? CONFIG_NAME : existsSync(SYSTEM_FILE) ? SYSTEM_FILE : undefined;
}
