import { join } from 'node:path';
import { SOCKET_NAME } from '../../src/storage/embedded/socket-directory.ts';
import { withConnection } from '../../src/storage/postgres/pool.ts';
import { parseTarget, type PostgresTarget } from '../../src/storage/postgres/target.ts';
import type { RawClient } from '../transcripts/client.ts';
import { unescapeText } from './xml-text.ts';

/** A message as an archive has it, from whichever side it was read. */
export interface Archived {
  readonly id: string;
  readonly nick: string;
  readonly body: string;
}

const PAGE = 100;

/** The whole archive of a room by CHATHISTORY, forward, page by page. The client must have the capabilities of `historyCapabilities`. */
export async function readByIrc(client: RawClient, channel: string): Promise<Archived[]> {
  const all: Archived[] = [];
  for (let after = 'timestamp=1970-01-01T00:00:00.000Z'; ; after = `msgid=${all.at(-1)?.id}`) {
    client.frames.length = 0;
    client.send(`CHATHISTORY AFTER ${channel} ${after} ${PAGE}`);
    await client.roundTrip();
    const failure = client.frames.find((line) => line.includes('FAIL CHATHISTORY'));
    if (failure !== undefined) throw new Error(failure);
    const page = client.frames.flatMap(fromLine);
    client.frames.length = 0;
    all.push(...page);
    if (page.length === 0) return all;
  }
}

export const historyCapabilities = ['message-tags', 'server-time', 'batch', 'draft/chathistory'] as const;

/** `@…msgid=…;… :nick!user@host PRIVMSG #room :text` within a batch. */
function fromLine(line: string): Archived[] {
  const found = /^@(\S+) :([^!\s]+)\S* PRIVMSG \S+ :?(.*)$/s.exec(line);
  const [, tags = '', nick = '', text = ''] = found ?? [];
  const tag = (name: string): string | undefined => new RegExp(`(?:^|;)${name}=([^;]*)`).exec(tags)?.[1];
  const id = tag('msgid');
  if (!found || id === undefined || tag('batch') === undefined) return [];
  const action = /^\x01ACTION (.*?)\x01?$/s.exec(text);
  return [{ id, nick, body: action ? `/me ${action[1]}` : text }];
}

/** The archive of a room, or of what the client's account and somebody else wrote each other. */
export type Place = { readonly room: string } | { readonly account: string; readonly peer: string };

/** The whole archive of a place by XEP-0313, forward, page by page. */
export async function readByXmpp(client: RawClient, place: Place): Promise<Archived[]> {
  const all: Archived[] = [];
  for (let number = 1; ; number++) {
    client.frames.length = 0;
    const after = all.length === 0 ? '' : `<after>${all.at(-1)?.id}</after>`;
    const to = 'room' in place ? ` to='${place.room}'` : '';
    client.send(
      `<iq type='set' id='page-${number}'${to}><query xmlns='urn:xmpp:mam:2'>${'room' in place ? '' : withPeer(place.peer)}` +
        `<set xmlns='http://jabber.org/protocol/rsm'><max>${PAGE}</max>${after}</set></query></iq>`,
    );
    await client.roundTrip();
    const end = client.frames.find((stanza) => new RegExp(`^<iq[^>]* id=['"]page-${number}['"]`).test(stanza)) ?? '';
    if (!end.includes('<fin')) throw new Error(`no page of ${JSON.stringify(place)}: ${end}`);
    all.push(...client.frames.flatMap((stanza) => fromStanza(stanza, place)));
    client.frames.length = 0;
    if (/<fin[^>]* complete=['"]true['"]/.test(end)) return all;
  }
}

function withPeer(peer: string): string {
  const field = (name: string, value: string, type = ''): string =>
    `<field var='${name}'${type}><value>${value}</value></field>`;
  return `<x xmlns='jabber:x:data' type='submit'>${field('FORM_TYPE', 'urn:xmpp:mam:2', " type='hidden'")}${field('with', peer)}</x>`;
}

function fromStanza(stanza: string, place: Place): Archived[] {
  const id = /<result[^>]* id=['"]([^'"]+)['"]/.exec(stanza)?.[1];
  const inner = /<forwarded.*$/s.exec(stanza)?.[0] ?? '';
  const from = /<message[^>]* from=['"]([^'"]+)['"]/.exec(inner)?.[1];
  const nick = 'room' in place ? from?.split('/')[1] : from?.split('@')[0];
  const body = /<body>([^<]*)<\/body>/.exec(inner)?.[1];
  // What stands beside a retraction is for clients that know none.
  const isText = body !== undefined && !inner.includes('<retract');
  return id === undefined || nick === undefined || !isText ? [] : [{ id, nick, body: unescapeText(body) }];
}

/** The same from PostgreSQL itself, in the order in which the server numbered the messages. */
export async function readBySql(target: PostgresTarget, place: Place): Promise<Archived[]> {
  return withConnection(target, async (sql) => {
    // Direct messages have no number but their id.
    const rows =
      'room' in place
        ? await sql<Row[]>`
            select id::text as id, sender_nickname as nick, kind, body from messages
            where room = ${place.room} and recipient is null and body is not null order by seq`
        : await sql<Row[]>`
            select id::text as id, sender_nickname as nick, kind, body from messages
            where room is null and body is not null and
              (split_part(sender, '/', 1), recipient) in ((${place.account}, ${place.peer}), (${place.peer}, ${place.account}))
            order by id`;
    return rows.map(({ id, nick, kind, body }) => ({ id, nick, body: kind === 'action' ? `/me ${body}` : body }));
  });
}

interface Row extends Archived {
  readonly kind: string;
}

/** Where a server's database is: its own, in its data, or another one. */
export function databaseOf(folder: string, url = ''): PostgresTarget {
  if (url !== '') return parseTarget(url);
  return { path: join(folder, 'data', 'postgres', SOCKET_NAME), user: 'causeway', database: 'postgres' };
}
