import { createCutter } from '../transcripts/stanza-cutter.ts';
import { conversation, openSocket, type Line, type LineEvents, type LineLogin } from './line.ts';
import { escapeText, unescapeText } from './xml-text.ts';

const SM = 'urn:xmpp:sm:3';

/**
 * An XMPP client that writes to one person. It learns that a message is safe as XEP-0198 has it: `<a h='n'/>` covers the first n
 * stanzas since `<enable/>`.
 */
export function openDirectLine(login: LineLogin, events: LineEvents): Line {
  const { domain, account, password, resource, peer = account } = login;
  const cutter = createCutter();
  let rest = '';
  let received = 0;
  /** Stanzas sent since `<enable/>`: the op of each message, undefined for others. */
  const sent: (number | undefined)[] = [];
  let covered = 0;
  const refused = new Set<number>();
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
    speak(op, _room, body) {
      sent.push(op);
      send(
        `<message to='${peer}@${domain}' type='chat' id='op${op}'><body>${escapeText(body)}</body>` +
          `<origin-id xmlns='urn:xmpp:sid:0' id='op${op}'/></message><r xmlns='${SM}'/>`,
      );
    },
    destroy: () => void socket.destroy(),
  };

  function hear(frame: string): void {
    if (/^<(message|presence|iq)/.test(frame)) received++;
    if (frame.startsWith('<message')) heardMessage(frame);
    else if (frame.startsWith('<r ')) send(`<a xmlns='${SM}' h='${received}'/>`);
    else if (frame.startsWith('<a ')) acknowledged(Number(/ h=['"](\d+)['"]/.exec(frame)?.[1]));
    else if (frame.startsWith('<enabled')) begin();
    else if (frame.includes('<mechanism>')) {
      const plain = Buffer.from(`\0${account}\0${password}`).toString('base64');
      send(`<auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl' mechanism='PLAIN'>${plain}</auth>`);
    } else if (frame.startsWith('<success')) {
      cutter.restart();
      send(header);
    } else if (frame.startsWith('<iq') && frame.includes('<bind')) send(`<enable xmlns='${SM}'/>`);
    else if (frame.includes('<bind')) {
      const bind = `<bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'><resource>${resource}</resource></bind>`;
      send(`<iq type='set' id='bind'>${bind}</iq>`);
    }
  }

  function begin(): void {
    received = 0;
    sent.push(undefined);
    send('<presence/>');
    events.entered(conversation(account, peer));
  }

  /** A stanza that was refused is handled, too: its error came before (XEP-0198 4). */
  function acknowledged(h: number): void {
    for (; covered < h; covered++) {
      const op = sent[covered];
      if (op !== undefined && !refused.has(op)) events.acknowledged(op, '');
    }
  }

  function heardMessage(frame: string): void {
    const op = /^<message[^>]* id=['"]op(\d+)['"]/.exec(frame)?.[1];
    if (/^<message[^>]* type=['"]error['"]/.test(frame)) {
      if (op === undefined) return;
      refused.add(Number(op));
      const condition = /<error[^>]*>.*?<([a-z-]+) xmlns=['"]urn:ietf:params:xml:ns:xmpp-stanzas/s.exec(frame)?.[1];
      return events.refused(Number(op), condition ?? 'error');
    }
    const body = /<body>([^<]*)<\/body>/.exec(frame)?.[1];
    const sender = /^<message[^>]* from=['"]([^'"@]+)@/.exec(frame)?.[1];
    if (body === undefined || sender === undefined) return;
    const id = /<stanza-id[^>]* id=['"]([^'"]+)['"]/.exec(frame)?.[1] ?? '';
    const how = frame.includes('urn:xmpp:delay') ? 'replay' : 'live';
    events.received({ room: conversation(account, sender), body: unescapeText(body), id, sender, how });
  }
}
