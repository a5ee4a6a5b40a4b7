import { Cap } from '../capabilities.ts';
import type { Client } from '../client.ts';
import { formatLine } from '../wire/format.ts';

/** Letters of a key at most. */
export const KEY_LENGTH = 40;

const KEY = /^[a-z0-9_./-]{1,40}$/;

/** IRCv3 metadata, "Keys and Values". */
export function isKey(key: string): boolean {
  return KEY.test(key);
}

/** 761 or 766: what is set, or that nothing is ("RPL_KEYVALUE"). */
export function showValue(client: Client, target: string, key: string, value: string | undefined): void {
  if (value === undefined) client.numericText('RPL_KEYNOTSET', [target, key], 'key not set');
  else client.numericText('RPL_KEYVALUE', [target, key, '*'], value);
}

/** An update: METADATA in the second draft, 761 in the third. For lines that are part of an answer. */
export function showUpdate(client: Client, target: string, key: string, value: string): void {
  if (client.has(Cap.metadata3)) return client.numericText('RPL_KEYVALUE', [target, key, '*'], value);
  client.replies.line(formatLine(client.server.config.serverName, 'METADATA', [target, key, '*', value]));
}

/** Everything further in this answer is in a batch about `target`, for clients that have batches ("Batch types"). */
export function startMetadataBatch(client: Client, target: string): void {
  if (client.has(Cap.batch)) client.replies.startBatch('metadata', [target]);
}
