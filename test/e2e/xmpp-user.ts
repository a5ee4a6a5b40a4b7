import { client, xml, type Client, type Element } from '@xmpp/client';
import { Inbox } from './inbox.ts';
import { DOMAIN, PASSWORD, ROOMS, type Scope } from './server.ts';

/** A message of an archive. */
export interface Archived {
  readonly id: string;
  readonly nick: string;
  readonly text: string;
}

/** An unmodified @xmpp/client that is online and available. */
export interface XmppUser {
  readonly client: Client;
  readonly inbox: Inbox<Element>;
  /** Enters a room and waits for the subject, which comes last. */
  join(room: string, seconds?: number): Promise<void>;
  say(room: string, text: string): Promise<void>;
  /** The next live message in a room that says this. */
  hears(text: string): Promise<Element>;
  /** Sends an iq of type set and returns the answer. */
  set(to: string, payload: Element): Promise<Element>;
  /** The whole archive of a room: ids and what was said. */
  history(room: string): Promise<Archived[]>;
  /** Resolves when everything sent before was handled and answered. */
  roundTrip(): Promise<void>;
}

const MUC = 'http://jabber.org/protocol/muc';
const RSM = 'http://jabber.org/protocol/rsm';
const MAM = 'urn:xmpp:mam:2';

export function roomAddress(room: string): string {
  return `${room}@${ROOMS}`;
}

/** Logs in by SCRAM with stream management; the connection ends with the scope. */
export async function connectXmppUser(scope: Scope, port: number, account: string): Promise<XmppUser> {
  const options = { service: `xmpp://127.0.0.1:${port}`, domain: DOMAIN, username: account, password: PASSWORD };
  const made = client({ ...options, resource: 'e2e' });
  made.reconnect.delay = 0;
  made.streamManagement.requestAckDebounce = 0;
  const inbox = new Inbox<Element>(String);
  made.on('error', () => {}); // also told by `start`
  made.on('stanza', (stanza: Element) => inbox.push(stanza));
  scope.after(() => made.stop().then(() => {}));
  const isManaged = enabled(made);
  await made.start();
  await isManaged;
  await made.send(xml('presence'));
  let asked = 0;
  // Not by the client's own iqCaller: it takes answers away before stream management counts them.
  const ask = async (type: 'get' | 'set', to: string, payload: Element): Promise<Element> => {
    const id = `ask-${++asked}`;
    await made.send(xml('iq', { type, to, id }, payload));
    const answer = await inbox.take(({ name, attrs }) => name === 'iq' && attrs['id'] === id, `answer from ${to}`);
    if (answer.attrs['type'] === 'result') return answer;
    throw new Error(String(answer));
  };
  const user: XmppUser = {
    client: made,
    inbox,
    async join(room, stanzas) {
      const to = `${roomAddress(room)}/${account}`;
      const limit = stanzas === undefined ? [] : [xml('history', { maxstanzas: String(stanzas) })];
      await made.send(xml('presence', { to }, xml('x', { xmlns: MUC }, ...limit)));
      await inbox.take((stanza) => stanza.getChild('subject') !== undefined, `subject of ${room}`);
    },
    say: (room, text) =>
      made.send(xml('message', { to: roomAddress(room), type: 'groupchat', id: text }, xml('body', {}, text))),
    hears: (text) =>
      inbox.take((stanza) => isLive(stanza) && stanza.getChildText('body') === text, `message "${text}"`),
    set: (to, payload) => ask('set', to, payload),
    async history(room) {
      const all: Archived[] = [];
      for (;;) {
        const answer = await ask('set', roomAddress(room), pageAfter(all.at(-1)?.id));
        all.push(...inbox.takeAll((stanza) => stanza.getChild('result', MAM) !== undefined).map(archived));
        if (answer.getChild('fin', MAM)?.attrs['complete'] === 'true') return all;
      }
    },
    async roundTrip() {
      await ask('get', DOMAIN, xml('ping', { xmlns: 'urn:xmpp:ping' }));
    },
  };
  await user.roundTrip();
  return user;
}

/** The client sets its counter to zero a moment after <enabled/>: what came in the same segment would not be counted. */
function enabled(made: Client): Promise<void> {
  return new Promise((resolve) => {
    const look = ({ name }: Element): void => {
      if (name !== 'enabled') return;
      made.off('nonza', look);
      setImmediate(resolve);
    };
    made.on('nonza', look);
  });
}

/** The id that the archive gave a message (XEP-0359). */
export function stanzaId(message: Element): string {
  return message.getChild('stanza-id', 'urn:xmpp:sid:0')?.attrs['id'] ?? '';
}

export function nickOf(from: string | undefined): string {
  return from?.slice(from.indexOf('/') + 1) ?? '';
}

function isLive(stanza: Element): boolean {
  return stanza.name === 'message' && stanza.getChild('delay', 'urn:xmpp:delay') === undefined;
}

function pageAfter(id: string | undefined): Element {
  const after = id === undefined ? [] : [xml('after', {}, id)];
  return xml('query', { xmlns: MAM }, xml('set', { xmlns: RSM }, xml('max', {}, '100'), ...after));
}

function archived(stanza: Element): Archived {
  const result = stanza.getChild('result', MAM);
  const message = result?.getChild('forwarded', 'urn:xmpp:forward:0')?.getChild('message');
  return {
    id: result?.attrs['id'] ?? '',
    nick: nickOf(message?.attrs['from']),
    text: message?.getChildText('body') ?? '',
  };
}
