import { randomToken } from '../../lib/id.ts';
import type { Client } from './client.ts';
import type { Work } from './dispatch.ts';

/** A bug in one command is that command's end and nobody else's: an id for the client, and for the log the shape of what was asked. */
export function reportBug(client: Client, { name, runs, at }: Work, error: unknown): void {
  const id = randomToken(6);
  const shape = runs[at]?.map((param) => param.length);
  const what = error instanceof Error ? (error.stack ?? error.message) : String(error);
  client.server.core.log.error({ id, command: name, params: shape, error: what }, 'irc: a command failed');
  client.numericText('ERR_UNKNOWNERROR', [name || '*'], `Internal error ${id}; tell the operators`);
}
