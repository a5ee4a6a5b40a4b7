import { search, type SearchPlace, type SearchTerms } from '../../core/archive/search.ts';
import { View } from '../../core/endpoint.ts';
import type { MessageEvent } from '../../core/event.ts';
import { isRefusal } from '../../core/refusal.ts';
import { Cap } from './capabilities.ts';
import type { Client } from './client.ts';
import type { Result, Slices } from './command.ts';
import { sayAs } from './pseudo.ts';
import { status } from './status/source.ts';

/** Bytes of results after which other work has its turn. */
const SLICE_BYTES = 8 * 1024;

/** Puts the answer to SEARCH out: in a batch where the client has batches, empty if need be (soju.im/search). */
export function* showFound(client: Client, found: readonly MessageEvent[]): Slices {
  if (client.has(Cap.batch)) client.replies.startBatch('soju.im/search', []);
  let bytes = 0;
  for (const message of found) {
    const lines = client.form.render(message, View.REPLAY);
    if (!lines) continue;
    client.replies.lines(lines);
    bytes += lines.length;
    if (bytes < SLICE_BYTES) continue;
    bytes = 0;
    yield;
  }
  return undefined;
}

/** What SEARCH answers, or that it could not. */
export async function answerSearch(
  client: Client,
  place: SearchPlace,
  terms: SearchTerms,
): Promise<Exclude<Result, Promise<unknown>>> {
  const { session, server } = client;
  if (!session) return undefined;
  const found = await search(server.core, session, place, terms);
  if (!isRefusal(found)) return showFound(client, found);
  if (found.reason === 'history-forbidden') client.fail('SEARCH', 'INVALID_PARAMS', ['in'], 'You may not read that');
  else client.fail('SEARCH', 'INTERNAL_ERROR', [], 'The search could not be run');
  return undefined;
}

/** Results that `*status` tells as lines of text. */
const FEW = 20;

/** `search` of `*status`: the last messages with that text, wherever the client may read. */
export async function searchFor(client: Client, text: string): Promise<undefined> {
  const { session, server } = client;
  if (!session) return undefined;
  const found = await search(server.core, session, 'everywhere', { text, limit: FEW });
  const say = (line: string): void => sayAs(client, status, line, false);
  if (isRefusal(found)) return void say('The search could not be run.');
  for (const { at, room, to, from, body = '' } of found) {
    const where = to === undefined && room ? server.spelling.channel(room) : server.spelling.nick(to ?? from.address);
    const time = new Date(at).toISOString().slice(0, 16).replace('T', ' ');
    say(`[${time}] ${where} <${from.nickname}> ${(body.split(/[\r\n]/, 1)[0] ?? '').slice(0, 300)}`);
  }
  say(found.length === 0 ? 'Nothing was found.' : `Found ${found.length}.`);
  return undefined;
}
