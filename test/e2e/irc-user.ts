import { Client, type IrcEvent } from 'irc-framework';
import { Inbox } from './inbox.ts';
import { PASSWORD, type Scope, type TestServer } from './server.ts';

/** An event of irc-framework with its name. */
export interface Heard extends IrcEvent {
  readonly type: string;
}

/** An unmodified irc-framework client that is logged in. */
export interface IrcUser {
  readonly client: Client;
  readonly inbox: Inbox<Heard>;
  /** The next event of that type about `text` (what was said, the topic, or who it happened to). */
  hears(type: string, text: string): Promise<Heard>;
  /** Enters and waits until the names are there. */
  join(channel: string): Promise<readonly string[]>;
  /** A page of history: ids and what was said. */
  history(query: string): Promise<{ id: string; nick: string; text: string }[]>;
  /** Resolves when everything sent before was handled and answered. */
  roundTrip(): Promise<void>;
}

const TYPES = [
  'registered',
  'join',
  'part',
  'quit',
  'privmsg',
  'action',
  'notice',
  'topic',
  'kick',
  'userlist',
  'pong',
];
const ENDS = 'batch end chathistory';

/** Logs in with SASL; the connection ends with the scope. */
export async function connectIrcUser(scope: Scope, server: TestServer, account: string): Promise<IrcUser> {
  const client = new Client();
  const inbox = new Inbox<Heard>((event) => `${event.type} ${textOf(event)}`);
  for (const type of [...TYPES, ENDS]) client.on(type, (event) => inbox.push({ ...event, type }));
  client.requestCap(['draft/chathistory', 'labeled-response', 'extended-join']);
  client.connect({
    host: '127.0.0.1',
    port: server.irc,
    nick: account,
    username: account,
    gecos: account,
    account: { account, password: PASSWORD },
    enable_echomessage: true,
    auto_reconnect: false,
  });
  scope.after(() => client.quit());
  await inbox.take(({ type }) => type === 'registered', 'welcome');
  let trips = 0;
  return {
    client,
    inbox,
    hears: (type, text) =>
      inbox.take((event) => event.type === type && !event.batch && textOf(event) === text, `${type} "${text}"`),
    async join(channel) {
      client.join(channel);
      const { users = [] } = await inbox.take((event) => event.type === 'userlist', `names of ${channel}`);
      return users.map(({ nick }) => nick).sort();
    },
    async history(query) {
      client.raw(`CHATHISTORY ${query}`);
      await inbox.take(({ type }) => type === ENDS, 'end of the history');
      const said = inbox.takeAll(({ batch }) => batch?.type === 'chathistory');
      return said.map(({ type, tags, nick = '', message = '' }) => ({
        id: tags?.['msgid'] ?? '',
        nick,
        text: type === 'action' ? `/me ${message}` : message,
      }));
    },
    async roundTrip() {
      const token = `trip-${++trips}`;
      client.raw('PING', token);
      await inbox.take(({ type, message }) => type === 'pong' && message === token, 'PONG');
    },
  };
}

function textOf(event: IrcEvent): string {
  return event.message ?? event.topic ?? event.kicked ?? event.nick ?? '';
}
