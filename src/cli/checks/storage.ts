import { accessSync, constants, existsSync } from 'node:fs';
import { statfs } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Config } from '../../config/schema.ts';
import { silentLog } from '../../lib/log.ts';
import { askServer } from '../admin-client.ts';
import type { CliContext } from '../context.ts';
import { StartProblem } from '../running-server.ts';
import type { Finding } from './finding.ts';

const MB = 2 ** 20;

/** Can data be kept: the folder, its space, and the database? */
export async function checkStorage(context: CliContext, config: Config): Promise<readonly Finding[]> {
  return [...(await checkFolder(config)), await checkDatabase(context, config)];
}

async function checkFolder({ data }: Config): Promise<readonly Finding[]> {
  const folder = nearestFolder(data);
  try {
    accessSync(folder, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch {
    const fix =
      folder === data
        ? `chown -R USER ${data}, with the account that runs the server`
        : `install -d -m 700 -o USER ${data}, with the account that runs the server`;
    return [{ grade: 'FAIL', area: 'storage', text: `${folder} cannot be written by this account`, fix }];
  }
  if (folder !== data) return [{ grade: 'skip', area: 'storage', text: `${data} will be made at the first start` }];
  const { bavail, bsize } = await statfs(data);
  const free = Math.floor((bavail * bsize) / MB);
  const fix = 'free some space, or move the data directory to a larger disk';
  if (free < 100) return [{ grade: 'FAIL', area: 'storage', text: `${data}: ${free} MB free`, fix }];
  if (free < 1024) return [{ grade: 'WARN', area: 'storage', text: `${data}: ${free} MB free`, fix }];
  return [{ grade: 'ok', area: 'storage', text: `${data}: writable, ${free} MB free` }];
}

/** The data directory, or where it is missing the folder that it would be made in. */
function nearestFolder(path: string): string {
  const parent = dirname(path);
  return existsSync(path) || parent === path ? path : nearestFolder(parent);
}

async function checkDatabase(context: CliContext, config: Config): Promise<Finding> {
  const { url } = config.database;
  if (url === 'memory:') {
    const fix = 'set database.url = "" for the bundled PostgreSQL';
    return {
      grade: 'WARN',
      area: 'storage',
      text: 'database.url is "memory:": nothing is kept when the server stops',
      fix,
    };
  }
  const answer = await askServer(config.data, 'status');
  if (answer?.exit === 0) return fromStatus(answer.data);
  if (url === '') return { grade: 'ok', area: 'storage', text: 'bundled PostgreSQL, started with the server' };
  try {
    const program = await context.load();
    const database = await program.openDatabase(config, silentLog);
    const { version, pending } = await database.status().finally(() => database.close());
    const todo = pending.length > 0 ? `, ${pending.length} migrations at the next start` : '';
    return { grade: 'ok', area: 'storage', text: `database answers: ${version}${todo}` };
  } catch (error) {
    if (!(error instanceof StartProblem)) throw error;
    return { grade: 'FAIL', area: 'storage', text: error.message, fix: error.fix };
  }
}

function fromStatus(status: unknown): Finding {
  const { kind, available } = (status as { storage: { kind: string; available: boolean } }).storage;
  if (available) return { grade: 'ok', area: 'storage', text: `the running server's database (${kind}) answers` };
  const text = `the running server's database (${kind}) is away; messages are refused`;
  return { grade: 'FAIL', area: 'storage', text, fix: 'start PostgreSQL again; the server reconnects by itself' };
}
