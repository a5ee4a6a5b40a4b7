import { Client, type IrcEvent } from 'irc-framework';
import { ROOM, sees, type Login, type RealClient } from './client.ts';

const SPOKEN: Readonly<Record<string, (event: IrcEvent) => string>> = {
  registered: ({ nick }) => `registered as ${nick}`,
  join: ({ nick, channel }) => `${nick} has joined ${channel}`,
  privmsg: ({ nick, message }) => `${nick}: ${message}`,
  notice: ({ nick, message }) => `-${nick}- ${message}`,
  action: ({ nick, message }) => `*${nick} ${message}`,
  topic: ({ nick, topic }) => `${nick} sets the topic: ${topic}`,
  kick: ({ nick, kicked, message }) => `${kicked} was kicked by ${nick}: ${message}`,
};

/** irc-framework (what The Lounge and Kiwi IRC are built on): SASL, every capability it knows, history by CHATHISTORY. */
export async function openIrcFramework({ port, nick, password }: Login): Promise<RealClient> {
  const user = new Client();
  const lines: string[] = [];
  for (const [type, spell] of Object.entries(SPOKEN)) user.on(type, (event) => void lines.push(spell(event)));
  // As its users do: when it is in a room, also again after it was away, it asks for what was said.
  user.on('userlist', ({ channel }) => user.raw(`CHATHISTORY LATEST ${channel} * 100`));
  user.requestCap(['draft/chathistory', 'labeled-response', 'extended-join']);
  user.connect({
    host: '127.0.0.1',
    port,
    nick,
    username: nick,
    gecos: nick,
    account: { account: nick, password },
    enable_echomessage: true,
    auto_reconnect: false,
  });
  // Its own way is to give up where it was not registered for five seconds; programs on it then say `connect` themselves.
  let isDone = false;
  user.on('close', () => void setTimeout(() => isDone || user.connect(), 500));
  const client: RealClient = {
    program: `irc-framework (${nick})`,
    nick,
    async join() {
      user.join(`#${ROOM}`);
      await sees(client, new RegExp(`${nick} has joined #${ROOM}`));
    },
    say: (text) => user.say(`#${ROOM}`, text),
    act: (text) => user.action(`#${ROOM}`, text),
    setTopic: (text) => user.setTopic(`#${ROOM}`, text),
    kick: (whom, reason) => user.raw('KICK', `#${ROOM}`, whom, reason),
    type: (line) => user.raw(line),
    shown: () => lines.join('\n'),
    async close() {
      isDone = true;
      user.quit('bye');
    },
  };
  await sees(client, /registered as/);
  return client;
}
