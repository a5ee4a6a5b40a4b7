import { Later } from '../../../core/refusal.ts';
import { Cap } from '../capabilities.ts';
import {
  breakBatch,
  discard,
  invalid,
  isFault,
  openBatch,
  settleBatch,
  type BatchContent,
  type BatchFault,
} from '../client-batch.ts';
import type { Client } from '../client.ts';
import type { Command, Result } from '../command.ts';
import { Multiline } from '../multiline.ts';

/** What makes a batch of that type from the parameters behind it; or what is wrong with them. */
type Opener = (client: Client, params: readonly string[]) => BatchContent | BatchFault;

const types: Readonly<Record<string, { readonly cap: number; readonly open: Opener }>> = {
  'draft/multiline': {
    cap: Cap.multiline,
    open: (client, [target = '']) =>
      target === '' || target.includes(',') ? invalid('Invalid multiline target') : new Multiline(client, target),
  },
};

const REFERENCE = /^[A-Za-z0-9-]{1,64}$/;

/** BATCH +<reference> <type> {<parameter>}, BATCH -<reference> -- IRCv3 client-batch */
export const batch: Command = {
  params: 1,
  overlaps: true,
  run(client, [given = '', type = '', ...params]) {
    const reference = given.slice(1);
    if (!/^[+-]/.test(given) || !REFERENCE.test(reference)) {
      const text = 'The reference of the batch has characters that it may not have';
      client.fail('BATCH', 'INVALID_REFTAG', [given], text);
      return undefined;
    }
    if (given.startsWith('-')) return end(client, reference);
    begin(client, reference, type, params);
    return undefined;
  },
};

function begin(client: Client, reference: string, type: string, params: readonly string[]): void {
  const open = client.extra?.batch;
  if (open?.content) return breakBatch(client, reference, invalid('Another batch is open'));
  discard(open);
  const known = Object.hasOwn(types, type) ? types[type] : undefined;
  if (!known || !client.has(known.cap)) {
    const context = [reference, ...(type === '' ? [] : [type])];
    return breakBatch(client, reference, { code: 'UNKNOWN_TYPE', context, text: 'Unknown type of batch' });
  }
  const content = known.open(client, params);
  if ('code' in content) return breakBatch(client, reference, content);
  openBatch(client, reference, content);
}

function end(client: Client, reference: string): Result {
  const open = client.extra?.batch;
  if (!open || (open.content && open.reference !== reference)) {
    breakBatch(client, reference, invalid('No such batch is open'));
  } else if (open.content) {
    settleBatch(client, open);
    const result = open.content.end(client);
    if (result instanceof Later) return result;
    if (isFault(result)) breakBatch(client, reference, result);
    else if (result !== undefined) return finish(client, result);
  }
  return finish(client, undefined);
}

function finish(client: Client, result: Result): Result {
  if (client.extra) client.extra.batch = undefined;
  return result;
}
