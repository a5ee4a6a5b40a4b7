import type { LoadConnection } from './connection.ts';

/** Nick of the connection with this number; all are equally long. */
export function nickOf(number: number): string {
  return `n${String(number).padStart(5, '0')}`;
}

/** Registers the connection (RFC 2812 3.1). */
export async function register(connection: LoadConnection): Promise<void> {
  const nick = nickOf(connection.number);
  // 376 and 422 end the message of the day or say that there is none; 433 and 432 refuse the nick.
  const text = await connection.ask(
    `NICK ${nick}\r\nUSER ${nick} 0 * :load\r\n`,
    ' 376 ',
    ' 422 ',
    ' 433 ',
    ' 432 ',
    'ERROR ',
  );
  if (!text.includes(' 001 ')) throw new Error(`not registered: ${text.slice(-300)}`);
}

/** Enters a room. */
export async function join(connection: LoadConnection, room: string): Promise<void> {
  const text = await connection.ask(
    `JOIN #${room}\r\n`,
    ' 366 ',
    ' 403 ',
    ' 405 ',
    ' 437 ',
    ' 471 ',
    ' 473 ',
    'ERROR ',
  );
  if (!text.includes(' 366 ')) throw new Error(`not joined: ${text.slice(-300)}`);
}

/** A message into a room. */
export function roomMessage(room: string, body: string): string {
  return `PRIVMSG #${room} :${body}\r\n`;
}

/** A message to the connection with this number. */
export function directMessage(to: number, body: string): string {
  return `PRIVMSG ${nickOf(to)} :${body}\r\n`;
}

/** Asks for what `page` needs (batch, message-tags) and reads the capabilities' answer. */
export async function preparePages(connection: LoadConnection): Promise<void> {
  const wanted = 'CAP REQ :batch message-tags server-time draft/chathistory\r\n';
  const text = await connection.ask(wanted, ' ACK ', ' NAK ');
  if (text.includes(' NAK ')) throw new Error('the server does not offer CHATHISTORY');
}

/** One page of history before the cursor (the newest page without one); answers with the text and the next cursor. */
export async function page(
  connection: LoadConnection,
  room: string,
  query: { size: number; before: string },
): Promise<Page> {
  const from = query.before === '' ? `LATEST #${room} *` : `BEFORE #${room} msgid=${query.before}`;
  // The batch's end is a line ":server BATCH -reference".
  const text = await connection.ask(`CHATHISTORY ${from} ${query.size}\r\n`, ' BATCH -', 'FAIL CHATHISTORY');
  if (text.includes('FAIL CHATHISTORY')) throw new Error(text.slice(-300));
  return { text, first: /msgid=([^;\s]+)[^\n]*PRIVMSG/.exec(text)?.[1] ?? '' };
}

/** A page of history as it arrived, and the id of its oldest message. */
export type Page = { readonly text: string; readonly first: string };
