import { createCutter } from '../transcripts/stanza-cutter.ts';
import { openSocket, type Line, type LineEvents, type LineLogin } from './line.ts';
import { escapeText, unescapeText } from './xml-text.ts';

/** An XMPP client in rooms. Each message names its act (origin-id, XEP-0359), so that it may be sent again. */
export function openXmppLine(login: LineLogin, events: LineEvents): Line {
  const { domain, account, resource, password } = login;
  const cutter = createCutter();
  let rest = '';
  const header = `<stream:stream xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams' version='1.0' to='${domain}'>`;
  const socket = openSocket(
    login.port,
    (text) => {
      const [frames, left] = cutter(rest + text);
      rest = left;
      for (const frame of frames) hear(frame);
    },
    events.ended,
  );
  const send = (text: string): void => void socket.write(text);
  send(header);
  return {
    speak(op, room, body) {
      send(
        `<message to='${room}@rooms.${domain}' type='groupchat' id='op${op}'><body>${escapeText(body)}</body>` +
          `<origin-id xmlns='urn:xmpp:sid:0' id='op${op}'/></message>`,
      );
    },
    destroy: () => void socket.destroy(),
  };

  function hear(frame: string): void {
    if (frame.startsWith('<message')) heardMessage(frame, login, events);
    else if (frame.startsWith('<presence')) heardPresence(frame, login, events);
    else if (frame.includes('<mechanism>')) {
      const plain = Buffer.from(`\0${account}\0${password}`).toString('base64');
      send(`<auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl' mechanism='PLAIN'>${plain}</auth>`);
    } else if (frame.startsWith('<success')) {
      cutter.restart();
      send(header);
    } else if (frame.includes('<bind')) {
      if (frame.startsWith('<iq')) return enterRooms();
      const bind = `<bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'><resource>${resource}</resource></bind>`;
      send(`<iq type='set' id='bind'>${bind}</iq>`);
    } else if (frame.includes('urn:xmpp:ping')) answerPing(frame);
  }

  function enterRooms(): void {
    const muc = `<x xmlns='http://jabber.org/protocol/muc'/>`;
    const rooms = login.rooms.map((room) => `<presence to='${room}@rooms.${domain}/${account}'>${muc}</presence>`);
    send(`<presence/>${rooms.join('')}`);
  }

  function answerPing(frame: string): void {
    send(`<iq type='result' id='${attributeOf(frame, 'id')}' to='${attributeOf(frame, 'from')}'/>`);
  }
}

function heardPresence(frame: string, { account }: LineLogin, events: LineEvents): void {
  const [room, nick] = partsOf(frame);
  const isOwn = nick === account && /<status code=['"]110['"]/.test(frame);
  if (isOwn && !/^<presence[^>]* type=/.test(frame)) events.entered(room);
}

function heardMessage(frame: string, { account }: LineLogin, events: LineEvents): void {
  const op = /^<message[^>]* id=['"]op(\d+)['"]/.exec(frame)?.[1];
  if (/^<message[^>]* type=['"]error['"]/.test(frame)) {
    const condition = /<error[^>]*>.*?<([a-z-]+) xmlns=['"]urn:ietf:params:xml:ns:xmpp-stanzas/s.exec(frame)?.[1];
    if (op !== undefined) events.refused(Number(op), condition ?? 'error');
    return;
  }
  const body = /<body>([^<]*)<\/body>/.exec(frame)?.[1];
  // What stands beside a retraction is for clients that know none.
  if (body === undefined || frame.includes('<retract')) return;
  const [room, sender] = partsOf(frame);
  const id = /<stanza-id[^>]* id=['"]([^'"]+)['"]/.exec(frame)?.[1] ?? '';
  const how = frame.includes('urn:xmpp:delay') ? 'replay' : 'live';
  if (op !== undefined && sender === account && how === 'live') events.acknowledged(Number(op), id);
  events.received({ room, body: unescapeText(body), id, sender, how });
}

/** `from` as the room's local name and the occupant's nickname. */
function partsOf(frame: string): [room: string, nick: string] {
  const [, room = '', nick = ''] = /^[^@]*?([^@/]*)@[^/]*\/?(.*)$/s.exec(attributeOf(frame, 'from')) ?? [];
  return [room, nick];
}

function attributeOf(frame: string, name: string): string {
  return new RegExp(`^<[^>]*? ${name}=['"]([^'"]*)['"]`).exec(frame)?.[1] ?? '';
}
