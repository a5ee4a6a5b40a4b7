import { conversation, openSocket, type Line, type LineEvents, type LineLogin } from './line.ts';

const CAPABILITIES =
  'sasl message-tags server-time batch echo-message labeled-response standard-replies draft/chathistory';
/** What says so is no first line of a message. */
const MORE = 'and more';

/** An IRC client that reads history by itself, asks for echoes and labels everything it says, so that it learns each outcome. */
export const openIrcLine = (login: LineLogin, events: LineEvents): Line => openLine(login, events, CAPABILITIES);

/** One that says everything in three lines. */
export const openMultiline = (login: LineLogin, events: LineEvents): Line =>
  openLine(login, events, `${CAPABILITIES} draft/multiline`);

/** One that may take back what it said. */
export const openRedactor = (login: LineLogin, events: LineEvents): Line =>
  openLine(login, events, `${CAPABILITIES} draft/message-redaction`);

/** One that reads no history, and has to be shown what it missed. */
export const openReplayed = (login: LineLogin, events: LineEvents): Line =>
  openLine(login, events, CAPABILITIES.replace(' draft/chathistory', ''));

/** One that comes and goes all the time. */
export function openChurn(login: LineLogin, events: LineEvents): Line {
  const own: LineEvents = {
    ...events,
    received: () => undefined,
    // Whoever is cut off is opened anew: this one's ticking would keep the campaign alive for ever.
    ended() {
      clearInterval(coming);
      events.ended();
    },
  };
  const line = openLine(login, own, CAPABILITIES);
  let turn = 0;
  const coming = setInterval(() => {
    const room = login.rooms[turn++ % login.rooms.length];
    line.send(`PART #${room} :back soon`);
    line.send(`JOIN #${room}`);
  }, 50);
  return {
    speak: () => undefined,
    destroy() {
      clearInterval(coming);
      line.destroy();
    },
  };
}

function openLine(login: LineLogin, events: LineEvents, capabilities: string): Line & { send(line: string): void } {
  let rest = '';
  const batches = new Map<string, string>();
  const socket = openSocket(
    login.port,
    (text) => {
      const lines = (rest + text).split('\r\n');
      rest = lines.pop() ?? '';
      for (const line of lines) look(line, { login, events, send, batches });
    },
    events.ended,
  );
  const send = (line: string): void => void socket.write(`${line}\r\n`);
  send('CAP LS 302');
  send(`CAP REQ :${capabilities}`);
  send(`NICK ${login.account}`);
  send(`USER ${login.account}/${login.resource} 0 * :${login.account}`);
  send('AUTHENTICATE PLAIN');
  return {
    speak(op, room, body) {
      const text = body.startsWith('/me ') ? `\x01ACTION ${body.slice(4)}\x01` : body;
      const target = login.peer ?? `#${room}`;
      if (!capabilities.includes('multiline')) return send(`@label=op${op} PRIVMSG ${target} :${text}`);
      send(`@label=op${op} BATCH +m${op} draft/multiline ${target}`);
      for (const each of [text, `${MORE} ☃`, `${MORE}: ${'long '.repeat(20)}`]) {
        send(`@batch=m${op} PRIVMSG ${target} :${each}`);
      }
      send(`BATCH -m${op}`);
    },
    ...(capabilities.includes('redaction') && {
      takeBack: (op: number, room: string, id: string) => send(`@label=rd${op} REDACT #${room} ${id} :never mind`),
    }),
    send,
    destroy: () => void socket.destroy(),
  };
}

interface Hearing {
  readonly login: LineLogin;
  readonly events: LineEvents;
  readonly send: (line: string) => void;
  /** Messages of several lines of which not all are here, by reference: their tags. */
  readonly batches: Map<string, string>;
}

const LINE = /^(?:@(\S+) )?(?::(\S+) )?(\S+)(?: (.*))?$/s;

function look(line: string, hearing: Hearing): void {
  const [, tags = '', source = '', command = '', params = ''] = LINE.exec(line) ?? [];
  const { login, events, send } = hearing;
  if (command === 'PRIVMSG') said({ tags: wholeTags(tags, hearing), source, params }, hearing);
  else if (command === 'BATCH' && params.includes(' draft/multiline ')) {
    hearing.batches.set(/^\+(\S+)/.exec(params)?.[1] ?? '', tags);
  } else if (command === 'REDACT') {
    const op = /(?:^|;)label=rd(\d+)/.exec(tags)?.[1];
    if (op !== undefined) events.redacted(Number(op));
  } else if (command === 'PING') send(`PONG ${params}`);
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

/** The tags of the message that a line belongs to. */
function wholeTags(tags: string, { batches }: Hearing): string {
  return batches.get(tagOf(tags, 'batch') ?? '') ?? tags;
}

function said(
  { tags, source, params }: { tags: string; source: string; params: string },
  { login, events }: Hearing,
): void {
  const colon = params.indexOf(' :');
  const text = params.slice(colon + 2);
  const action = /^\x01ACTION (.*?)\x01?$/s.exec(text);
  if ((action?.[1] ?? text).startsWith(MORE)) return;
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
