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

/** The whole archive of a room by XEP-0313, forward, page by page. */
export async function readByXmpp(client: RawClient, room: string): Promise<Archived[]> {
  const all: Archived[] = [];
  for (let number = 1; ; number++) {
    client.frames.length = 0;
    const after = all.length === 0 ? '' : `<after>${all.at(-1)?.id}</after>`;
    client.send(
      `<iq type='set' id='page-${number}' to='${room}'><query xmlns='urn:xmpp:mam:2'>` +
        `<set xmlns='http://jabber.org/protocol/rsm'><max>${PAGE}</max>${after}</set></query></iq>`,
    );
    await client.roundTrip();
    const end = client.frames.find((stanza) => new RegExp(`^<iq[^>]* id=['"]page-${number}['"]`).test(stanza)) ?? '';
    if (!end.includes('<fin')) throw new Error(`no page of ${room}: ${end}`);
    all.push(...client.frames.flatMap(fromStanza));
    client.frames.length = 0;
    if (/<fin[^>]* complete=['"]true['"]/.test(end)) return all;
  }
}

function fromStanza(stanza: string): Archived[] {
  const id = /<result[^>]* id=['"]([^'"]+)['"]/.exec(stanza)?.[1];
  const inner = /<forwarded.*$/s.exec(stanza)?.[0] ?? '';
  const nick = /<message[^>]* from=['"][^'"/]+\/([^'"]+)['"]/.exec(inner)?.[1];
  const body = /<body>([^<]*)<\/body>/.exec(inner)?.[1];
  return id === undefined || nick === undefined || body === undefined ? [] : [{ id, nick, body: unescapeText(body) }];
}

/** The same from PostgreSQL itself, in the order in which the server numbered the messages. */
export async function readBySql(target: PostgresTarget, room: string): Promise<Archived[]> {
  return withConnection(target, async (sql) => {
    const rows = await sql<Archived[]>`
      select id::text as id, sender_nickname as nick, kind, body from messages
      where room = ${room} and body is not null order by seq`;
    return rows.map(({ id, nick, body, ...row }) => {
      const isAction = (row as { kind?: string }).kind === 'action';
      return { id, nick, body: isAction ? `/me ${body}` : body };
    });
  });
}

/** Where a server's database is: its own, in its data, or another one. */
export function databaseOf(folder: string, url = ''): PostgresTarget {
  if (url !== '') return parseTarget(url);
  return { path: join(folder, 'data', 'postgres', SOCKET_NAME), user: 'causeway', database: 'postgres' };
}
