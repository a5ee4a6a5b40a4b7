import { conversation, openSocket, type Line, type LineEvents, type LineLogin } from './line.ts';

const CAPABILITIES = 'sasl message-tags server-time batch echo-message labeled-response standard-replies';

/** An IRC client that asks for echoes and labels everything it says, so that it learns each outcome. */
export function openIrcLine(login: LineLogin, events: LineEvents): Line {
  let rest = '';
  const socket = openSocket(
    login.port,
    (text) => {
      const lines = (rest + text).split('\r\n');
      rest = lines.pop() ?? '';
      for (const line of lines) look(line, { login, events, send });
    },
    events.ended,
  );
  const send = (line: string): void => void socket.write(`${line}\r\n`);
  send('CAP LS 302');
  send(`CAP REQ :${CAPABILITIES}`);
  send(`NICK ${login.account}`);
  send(`USER ${login.account} 0 * :${login.account}`);
  send('AUTHENTICATE PLAIN');
  return {
    speak(op, room, body) {
      const text = body.startsWith('/me ') ? `\x01ACTION ${body.slice(4)}\x01` : body;
      send(`@label=op${op} PRIVMSG ${login.peer ?? `#${room}`} :${text}`);
    },
    destroy: () => void socket.destroy(),
  };
}

interface Hearing {
  readonly login: LineLogin;
  readonly events: LineEvents;
  readonly send: (line: string) => void;
}

const LINE = /^(?:@(\S+) )?(?::(\S+) )?(\S+)(?: (.*))?$/s;

function look(line: string, hearing: Hearing): void {
  const [, tags = '', source = '', command = '', params = ''] = LINE.exec(line) ?? [];
  const { login, events, send } = hearing;
  if (command === 'PRIVMSG') said({ tags, source, params }, hearing);
  else if (command === 'PING') send(`PONG ${params}`);
  else if (command === 'AUTHENTICATE' && params === '+') {
    send(`AUTHENTICATE ${Buffer.from(`\0${login.account}\0${login.password}`).toString('base64')}`);
  } else if (command === '903') send('CAP END');
  else if (command === '376' || command === '422') enter(hearing);
  else if (command === 'JOIN' && source.startsWith(`${login.account}!`)) events.entered(roomOf(params));
  else {
    const op = opOf(tags);
    if (op !== undefined && (command === 'FAIL' || /^[45]\d\d$/.test(command)))
      events.refused(op, `${command} ${params}`);
  }
}

function said(
  { tags, source, params }: { tags: string; source: string; params: string },
  { login, events }: Hearing,
): void {
  const colon = params.indexOf(' :');
  const text = params.slice(colon + 2);
  const action = /^\x01ACTION (.*?)\x01?$/s.exec(text);
  const target = params.slice(0, colon);
  const sender = source.slice(0, source.indexOf('!'));
  const other = sender === login.account ? target : sender;
  const room = target.startsWith('#') ? roomOf(target) : conversation(login.account, other);
  const id = tagOf(tags, 'msgid') ?? '';
  const op = opOf(tags);
  if (op !== undefined && sender === login.account) events.acknowledged(op, id);
  events.received({ room, body: action ? `/me ${action[1]}` : text, id, sender, how: 'live' });
}

function enter({ login: { account, peer, rooms }, events, send }: Hearing): void {
  if (peer === undefined) send(`JOIN ${rooms.map((room) => `#${room}`).join(',')}`);
  else events.entered(conversation(account, peer));
}

function opOf(tags: string): number | undefined {
  const label = tagOf(tags, 'label');
  return label?.startsWith('op') ? Number(label.slice(2)) : undefined;
}

function tagOf(tags: string, name: string): string | undefined {
  for (const tag of tags.split(';')) if (tag.startsWith(`${name}=`)) return tag.slice(name.length + 1);
  return undefined;
}

/** `#room` or `:#room`, perhaps with more behind it. */
function roomOf(params: string): string {
  return /#([^\s,]+)/.exec(params)?.[1] ?? '';
}
