import { FrameReader, type Login, type RawClient } from './client.ts';

/** Logs in with SASL PLAIN, binds the resource, asks for the roster and sends initial presence. */
export async function connectXmpp(login: Login & { readonly domain: string }): Promise<RawClient> {
  const { port, name, account, password = '', domain } = login;
  const cutter = createCutter();
  const reader = new FrameReader(port, cutter);
  const send = (text: string): void => void reader.socket.write(text);
  const header = `<stream:stream xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams' version='1.0' to='${domain}'>`;
  send(header);
  await reader.until((frame) => frame.includes('features'), 'features');
  const plain = Buffer.from(`\0${account}\0${password}`).toString('base64');
  send(`<auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl' mechanism='PLAIN'>${plain}</auth>`);
  await reader.until((frame) => frame.startsWith('<success'), 'success');
  cutter.restart();
  send(header);
  await reader.until((frame) => frame.includes('features'), 'features');
  send(
    `<iq type='set' id='bind'><bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'><resource>${name}</resource></bind></iq>`,
  );
  await reader.until((frame) => frame.includes('<jid>'), 'bind');
  send("<iq type='get' id='roster'><query xmlns='jabber:iq:roster'/></iq>");
  await reader.until((frame) => /id=['"]roster['"]/.test(frame), 'roster');
  send('<presence/>');
  let trips = 0;
  const client: RawClient = {
    frames: reader.frames,
    get isClosed() {
      return reader.isClosed;
    },
    send,
    async roundTrip() {
      if (reader.isClosed) return;
      const id = `trip-${++trips}`;
      send(`<iq type='get' to='${domain}' id='${id}'><ping xmlns='urn:xmpp:ping'/></iq>`);
      const mine = new RegExp(`^<iq[^>]* id=['"]${id}['"]`);
      await reader
        .until((frame) => mine.test(frame), 'pong')
        .catch((error: unknown) => {
          if (!reader.isClosed) throw error;
        });
    },
    close: () => void reader.socket.destroy(),
  };
  await client.roundTrip();
  reader.frames.length = 0;
  return client;
}

/** Cuts a stream into the children of its root; the stream header itself is no frame. */
function createCutter(): ((text: string) => [string[], string]) & { restart(): void } {
  let isOpen = false;
  const cut = (text: string): [string[], string] => {
    let rest = text;
    if (!isOpen) {
      const header = /^\s*(?:<\?xml[^>]*\?>)?\s*<stream:stream[^>]*>/.exec(rest);
      if (!header) return [[], rest];
      isOpen = true;
      rest = rest.slice(header[0].length);
    }
    const frames: string[] = [];
    for (let end = endOfFirst(rest); end > 0; end = endOfFirst(rest)) {
      const frame = rest.slice(0, end).trim();
      if (frame !== '') frames.push(frame);
      rest = rest.slice(end);
    }
    return [frames, rest];
  };
  return Object.assign(cut, { restart: () => void (isOpen = false) });
}

/** Where the first complete element ends, or 0. Our server's XML has no comments, instructions or CDATA. */
function endOfFirst(text: string): number {
  const tag = /<(\/?)([^\s/>]+)(?:'[^']*'|"[^"]*"|[^'">])*?(\/?)>/g;
  let depth = 0;
  for (let found = tag.exec(text); found; found = tag.exec(text)) {
    if (found[1] === '/') depth--;
    else if (found[3] !== '/') depth++;
    if (depth < 0) return tag.lastIndex; // </stream:stream>
    if (depth === 0) return tag.lastIndex;
  }
  return 0;
}
