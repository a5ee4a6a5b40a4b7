import { FrameReader, type Login, type RawClient } from './client.ts';
import { createCutter } from './stanza-cutter.ts';

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
