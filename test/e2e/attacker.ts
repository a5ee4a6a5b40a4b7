import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { DOMAIN, PASSWORD, ROOMS, type Scope, type TestServer } from './server.ts';

/** A peer that sends whatever it likes. */
export interface Attacker {
  readonly isClosed: boolean;
  send(bytes: string | Buffer): void;
  /** Resolves with all it was told when that matches, or when the connection has ended; rejects after ten seconds. */
  hears(what: RegExp): Promise<string>;
  /** Resolves when the server has ended the connection. */
  closed(): Promise<void>;
}

const PATIENCE_MS = 10_000;

export const STREAM = `<stream:stream xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams' version='1.0' to='${DOMAIN}'>`;

async function open(scope: Scope, port: number): Promise<Attacker> {
  const socket: Socket = connect(port, '127.0.0.1').setEncoding('utf8');
  socket.on('error', () => undefined); // a server that has had enough may reset the connection
  scope.after(() => void socket.destroy());
  let heard = '';
  let isClosed = false;
  const looks = new Set<() => void>();
  const note = (): void => looks.forEach((look) => look());
  socket.on('data', (text: unknown) => {
    heard += String(text);
    note();
  });
  socket.on('close', () => {
    isClosed = true;
    note();
  });
  await once(socket, 'connect');
  const until = (is: () => boolean, what: string): Promise<string> =>
    new Promise((resolve, reject) => {
      const late = setTimeout(
        () => reject(new Error(`${what}: not in time; heard: ${heard.slice(-500)}`)),
        PATIENCE_MS,
      );
      const look = (): void => {
        if (!is()) return;
        clearTimeout(late);
        looks.delete(look);
        resolve(heard);
      };
      looks.add(look);
      look();
    });
  return {
    get isClosed() {
      return isClosed;
    },
    send: (bytes) => void socket.write(bytes),
    async hears(what) {
      const all = await until(() => isClosed || what.test(heard), String(what));
      if (!what.test(all)) throw new Error(`the connection ended without ${what}; heard: ${all.slice(-500)}`);
      heard = '';
      return all;
    },
    closed: async () => void (await until(() => isClosed, 'the end of the connection')),
  };
}

async function ircGuest(scope: Scope, server: TestServer): Promise<Attacker> {
  const peer = await open(scope, server.irc);
  peer.send('NICK trudy\r\nUSER trudy 0 * :Trudy\r\n');
  await peer.hears(/ (376|422) /);
  peer.send('JOIN #garden\r\n');
  await peer.hears(/ 366 /);
  return peer;
}

async function xmppUnbound(scope: Scope, server: TestServer): Promise<Attacker> {
  const peer = await open(scope, server.xmpp);
  peer.send(STREAM);
  await peer.hears(/<\/stream:features>/);
  const plain = Buffer.from(`\0mallory\0${PASSWORD}`).toString('base64');
  peer.send(`<auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl' mechanism='PLAIN'>${plain}</auth>`);
  await peer.hears(/<success/);
  peer.send(STREAM);
  await peer.hears(/<\/stream:features>/);
  return peer;
}

async function xmppOccupant(scope: Scope, server: TestServer): Promise<Attacker> {
  const peer = await xmppUnbound(scope, server);
  peer.send(`<iq type='set' id='b'><bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'/></iq>`);
  await peer.hears(/<jid>/);
  peer.send(`<presence to='garden@${ROOMS}/mallory'><x xmlns='http://jabber.org/protocol/muc'/></presence>`);
  await peer.hears(/<subject/);
  return peer;
}

/** What each attack starts from. */
export const starts = {
  /** Nothing said yet. */
  irc: (scope: Scope, server: TestServer) => open(scope, server.irc),
  xmpp: (scope: Scope, server: TestServer) => open(scope, server.xmpp),
  /** A guest called trudy in #garden. */
  'irc guest': ircGuest,
  /** Mallory, logged in, no resource bound. */
  'xmpp unbound': xmppUnbound,
  /** Mallory in the garden. */
  'xmpp occupant': xmppOccupant,
} as const;
