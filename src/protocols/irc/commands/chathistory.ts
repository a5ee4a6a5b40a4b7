import { inboxHistory, roomHistory } from '../../../core/archive/history.ts';
import { View } from '../../../core/endpoint.ts';
import type { Page, PageQuery, Scope } from '../../../core/ports.ts';
import { isRefusal, Later, type Refusal } from '../../../core/refusal.ts';
import { Cap } from '../capabilities.ts';
import type { Client } from '../client.ts';
import type { Command, Result, Slices } from '../command.ts';
import { readQuery, readTargetsQuery, type HistoryQuery } from '../history-query.ts';
import { showTargets } from '../history-targets.ts';
import { addressOf } from '../people-lookup.ts';
import { isRoom, openRoom } from '../room-lookup.ts';
import { channelOfRoom } from '../spelling.ts';

/** CHATHISTORY <subcommand> <target> <reference> [<reference>] <limit> -- IRCv3 draft/chathistory */
export const chathistory: Command = {
  budget: { name: 'history', burst: 16 },
  params: 1,
  run(client, params) {
    const most = client.server.core.config.history.page;
    const query = params[0]?.toUpperCase() === 'TARGETS' ? readTargetsQuery(params, most) : readQuery(params, most);
    if ('code' in query) return void client.fail('CHATHISTORY', query.code, query.context, query.text);
    if ('from' in query) return showTargets(client, query);
    const reader = readerOf(client, query);
    if (reader === undefined) return invalidTarget(client, query);
    if (reader instanceof Later || isRefusal(reader)) return reader;
    return answer(client, query, reader);
  },
};

interface Reader {
  /** The room as it is called here; somebody as the client calls them. */
  readonly name: string;
  read(query: PageQuery): Promise<Page | Refusal>;
}

function readerOf(client: Client, { target }: HistoryQuery): Reader | Later | Refusal | undefined {
  const { session, server } = client;
  if (!session) return undefined;
  // What is no message is shown to who knows that it is history (draft/event-playback).
  const scope: Scope = client.has(Cap.eventPlayback) ? 'all' : 'said';
  if (!target.startsWith('#')) {
    const peer = addressOf(client, target);
    return peer && { name: target, read: (query) => inboxHistory(server.core, session, peer, { ...query, scope }) };
  }
  const room = openRoom(client, target);
  if (!isRoom(room)) return room instanceof Later || room.reason !== 'no-such-room' ? room : undefined;
  const read: Reader['read'] = (query) => roomHistory(server.core, session, room, { ...query, scope });
  return { name: channelOfRoom(server.core, room), read };
}

async function answer(client: Client, query: HistoryQuery, reader: Reader): Promise<Exclude<Result, Promise<unknown>>> {
  const found = await query.run((page) => reader.read(page));
  if (!isRefusal(found)) return show(client, reader.name, found);
  if (found.reason === 'history-forbidden') return invalidTarget(client, query);
  const { subcommand, target } = query;
  client.fail('CHATHISTORY', 'MESSAGE_ERROR', [subcommand, target], 'Messages could not be retrieved');
  return undefined;
}

function invalidTarget(client: Client, { subcommand, target }: HistoryQuery): undefined {
  client.fail('CHATHISTORY', 'INVALID_TARGET', [subcommand, target], 'Messages could not be retrieved');
}

/** Bytes of history after which other work has its turn. */
const SLICE_BYTES = 16 * 1024;

function* show(client: Client, name: string, messages: Page['messages']): Slices {
  if (client.has(Cap.batch)) client.replies.startBatch('chathistory', [name]);
  let bytes = 0;
  for (const message of messages) {
    const lines = client.form.render(message.past ?? message, View.REPLAY);
    if (!lines) continue;
    client.replies.lines(lines);
    bytes += lines.length;
    if (bytes < SLICE_BYTES) continue;
    bytes = 0;
    yield;
  }
  return undefined;
}
