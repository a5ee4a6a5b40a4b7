import type { LoadConnection } from './connection.ts';
import type { Page } from './irc.ts';

/** Password of every account the benchmark makes. */
export const PASSWORD = 'benchmark';

let ids = 0;

/** Stanza ids are all equally long, so that messages are. */
function nextId(): string {
  ids = (ids + 1) % 10_000_000;
  return `m${String(ids).padStart(7, '0')}`;
}

/** Account name (and room nick) of the connection with this number. */
export function accountOf(number: number): string {
  return `u${String(number).padStart(5, '0')}`;
}

/** Resource of the connection with this number: several sessions of one account need different ones. */
export type Login = { readonly account: string; readonly resource: string; readonly create: boolean };

// What a refusal looks like in any step of the login; servers quote attributes either way.
const REFUSED = ['<failure', '<stream:error', "type='error'", 'type="error"'];
const FEATURES = '</stream:features>';

function header(domain: string): string {
  return (
    `<?xml version='1.0'?><stream:stream to='${domain}' xmlns='jabber:client' ` +
    `xmlns:stream='http://etherx.jabber.org/streams' version='1.0'>`
  );
}

/** Logs in with SASL PLAIN, binds and becomes available (RFC 6120 6, 7; RFC 6121 4.2). */
export async function login(connection: LoadConnection, who: Login): Promise<void> {
  const { domain } = connection.target;
  await expect(connection, header(domain), FEATURES);
  if (who.create) await create(connection, who.account);
  const secret = Buffer.from(`\0${who.account}\0${PASSWORD}`).toString('base64');
  await expect(
    connection,
    `<auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl' mechanism='PLAIN'>${secret}</auth>`,
    '<success',
  );
  await expect(connection, header(domain), FEATURES);
  const bind = `<bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'><resource>${who.resource}</resource></bind>`;
  await expect(connection, `<iq type='set' id='bind'>${bind}</iq>`, '</iq>');
  connection.send('<presence/>');
}

// XEP-0077 3.1. An account that exists already (conflict) is as good as a new one.
async function create(connection: LoadConnection, account: string): Promise<void> {
  const fields = `<username>${account}</username><password>${PASSWORD}</password>`;
  const stanza = `<iq type='set' id='reg'><query xmlns='jabber:iq:register'>${fields}</query></iq>`;
  const text = await connection.ask(stanza, '</iq>', '/>', '</stream:stream>');
  if (text.includes('error') && !text.includes('conflict')) throw new Error(`account refused: ${text.slice(-300)}`);
}

async function expect(connection: LoadConnection, text: string, pattern: string): Promise<void> {
  const heard = await connection.ask(text, pattern, ...REFUSED);
  if (REFUSED.some((sign) => heard.includes(sign))) throw new Error(`refused: ${heard.slice(-400)}`);
}

/** Enters a room without its history (XEP-0045 7.2); resolves with the own presence (status 110). */
export async function join(connection: LoadConnection, room: string, nick: string): Promise<void> {
  const { domain } = connection.target;
  const stanza =
    `<presence to='${room}@rooms.${domain}/${nick}'>` +
    `<x xmlns='http://jabber.org/protocol/muc'><history maxstanzas='0'/></x></presence>`;
  const text = await connection.ask(stanza, "code='110'", 'code="110"', "type='error'", 'type="error"');
  if (!text.includes('110')) throw new Error(`not joined: ${text.slice(-400)}`);
}

/** A message into a room. */
export function roomMessage(room: string, domain: string, body: string): string {
  return `<message to='${room}@rooms.${domain}' type='groupchat' id='${nextId()}'><body>${body}</body></message>`;
}

/** A message to one session. */
export function directMessage(account: string, domain: string, body: string): string {
  return `<message to='${account}@${domain}/r' type='chat' id='${nextId()}'><body>${body}</body></message>`;
}

/** One page of a room's archive before the cursor (XEP-0313 4, XEP-0059 2.5); the newest page without a cursor. */
export async function page(
  connection: LoadConnection,
  room: string,
  query: { size: number; before: string },
): Promise<Page> {
  const before = query.before === '' ? '<before/>' : `<before>${query.before}</before>`;
  const set = `<set xmlns='http://jabber.org/protocol/rsm'><max>${query.size}</max>${before}</set>`;
  const to = `${room}@rooms.${connection.target.domain}`;
  const stanza = `<iq type='set' id='page' to='${to}'><query xmlns='urn:xmpp:mam:2'>${set}</query></iq>`;
  const text = await connection.ask(stanza, '</fin>', "type='error'", 'type="error"');
  if (!text.includes('</fin>')) throw new Error(`no page: ${text.slice(-400)}`);
  return { text, first: /<first[^>]*>([^<]*)<\/first>/.exec(text)?.[1] ?? '' };
}
