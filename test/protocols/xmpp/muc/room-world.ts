import { isRefusal, Later } from '../../../../src/core/refusal.ts';
import { attach } from '../../../../src/core/presence/attach.ts';
import { online, type Availability } from '../../../../src/core/presence/availability.ts';
import type { CoreConfig } from '../../../../src/core/core.ts';
import { withResource, makeAddress, type Bare } from '../../../../src/lib/address.ts';
import { ClientSession } from '../../../../src/protocols/xmpp/client-session.ts';
import { perform, readStanza } from '../../../../src/protocols/xmpp/dispatch.ts';
import { makeFeatureTable } from '../../../../src/protocols/xmpp/feature-table.ts';
import type { Feature } from '../../../../src/protocols/xmpp/feature.ts';
import { archives } from '../../../../src/protocols/xmpp/features/mam/mam.ts';
import { mucFeatures } from '../../../../src/protocols/xmpp/features/muc/features.ts';
import type { Protocol } from '../../../../src/protocols/xmpp/protocol-state.ts';
import type { XmppStream } from '../../../../src/protocols/xmpp/stream.ts';
import { attribute, childOf, elements, namespaceOf, type Element } from '../../../../src/protocols/xmpp/wire/stanza.ts';
import { Scope } from '../../../../src/protocols/xmpp/wire/tree-builder.ts';
import { xmppDefaults } from '../../../../src/protocols/xmpp/xmpp-config.ts';
import { makeAccount, makeWorld, turns, type World } from '../../../core/world.ts';

export const garden = 'garden@rooms.example.org' as Bare;

/** Rooms and archives on the wire, without the wire: sessions are bound already and what they are sent is written down. */
export interface RoomWorld extends World {
  readonly protocol: Protocol;
}

export async function makeRoomWorld(
  config: Partial<CoreConfig> = {},
  features: readonly Feature[] = [...mucFeatures, archives],
): Promise<RoomWorld> {
  const world = await makeWorld(config);
  const sessions = new Map<string, ClientSession>();
  const protocol: Protocol = {
    core: world.core,
    config: { ...xmppDefaults, software: { name: 'Causeway', version: '0' } },
    features: makeFeatureTable(features),
    sessions,
    resumable: new Map(),
    streams: new Set(),
    forget: (session) => void sessions.delete(session.address.full),
  };
  return { ...world, protocol };
}

const SCOPE = "<stream:stream xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams'>";

/** A bound session of somebody, and what it was sent. */
export class Client {
  readonly session: ClientSession;
  readonly sent: Element[] = [];
  readonly #world: RoomWorld;
  readonly #scope = new Scope(SCOPE);

  constructor(world: RoomWorld, address: ReturnType<typeof makeAddress>) {
    this.#world = world;
    const hear = (bytes: Buffer): void => {
      const stanza = new Scope(SCOPE).parse(bytes.toString());
      // Presence of contacts is no matter of rooms.
      const isContact = stanza.name === 'presence' && !attribute(stanza, 'from')?.includes('@rooms.');
      if (!isContact) this.sent.push(stanza);
    };
    const connection = {
      send: hear,
      sendSpliced: (head: Buffer, own: Buffer, tail: Buffer) => hear(Buffer.concat([head, own, tail])),
    };
    this.session = new ClientSession(world.protocol, address, { connection } as unknown as XmppStream);
  }

  /** Sends a stanza and lets everything happen that follows from it. Gives what this client was sent meanwhile. */
  async say(xml: string): Promise<Element[]> {
    const before = this.sent.length;
    const work = readStanza(this.session, this.#scope.parse(xml));
    for (;;) {
      const progress = await perform(work);
      if (!(progress instanceof Later)) break;
      await new Promise<void>((resume) => progress.subscribe(resume));
    }
    await turns();
    return this.sent.slice(before);
  }

  /** What it was sent since the last time it was asked. */
  take(): Element[] {
    return this.sent.splice(0);
  }

  async join(
    room: Bare = garden,
    nickname?: string,
    x = "<x xmlns='http://jabber.org/protocol/muc'/>",
  ): Promise<Element[]> {
    return this.say(`<presence to='${room}/${nickname ?? this.session.core.person.nickname}'>${x}</presence>`);
  }

  /** Sends an iq and gives the answer. */
  async ask(type: 'get' | 'set', to: string | undefined, payload: string): Promise<Element> {
    const address = to === undefined ? '' : ` to='${to}'`;
    const heard = await this.say(`<iq type='${type}' id='q'${address}>${payload}</iq>`);
    const answer = heard.find((stanza) => stanza.name === 'iq' && attribute(stanza, 'id') === 'q');
    if (!answer) throw new Error('no answer');
    return answer;
  }

  get world(): RoomWorld {
    return this.#world;
  }
}

/** A session of an account, made if need be. */
export async function client(
  world: RoomWorld,
  name: string,
  { device = 'pc', availability = online }: { device?: string; availability?: Availability } = {},
): Promise<Client> {
  const record = makeAccount(name);
  await world.core.storage.accounts.create(record);
  world.core.accounts.forget(record.key);
  const made = new Client(world, withResource(makeAddress(record.key, world.core.config.domain), device));
  const identity = { account: record };
  const session = attach(world.core, {
    identity,
    endpoint: made.session,
    device,
    wire: 'xmpp',
    follows: false,
    isSecure: true,
    ip: '127.0.0.1',
    availability,
  });
  if (isRefusal(session)) throw new Error(session.reason);
  made.session.core = session;
  world.protocol.sessions.set(made.session.address.full, made.session);
  return made;
}

/** Codes of a stanza's muc#user statuses. */
export function codesOf(stanza: Element): string[] {
  const x = childOf(stanza, 'x', 'http://jabber.org/protocol/muc#user');
  return elements(x ?? stanza)
    .filter(({ name }) => name === 'status')
    .map((status) => attribute(status, 'code') ?? '');
}

export function itemOf(stanza: Element): Record<string, string | undefined> {
  const x = childOf(stanza, 'x', 'http://jabber.org/protocol/muc#user');
  return x ? ((childOf(x, 'item', namespaceOf(x))?.attrs as Record<string, string> | undefined) ?? {}) : {};
}

/** Type and condition of an error stanza, as `cancel conflict`. */
export function errorOf(stanza: Element | undefined): string | undefined {
  const error = stanza && childOf(stanza, 'error', 'jabber:client');
  const condition = error && elements(error)[0];
  return condition && `${attribute(error, 'type')} ${condition.name}`;
}

/** One word for a stanza: what people look for when they read a transcript. */
export function brief(stanza: Element): string {
  const from = (attribute(stanza, 'from') ?? '').replace('@rooms.example.org', '');
  const type = attribute(stanza, 'type');
  const text = stanza.getChildText('body') ?? stanza.getChildText('subject');
  const codes = codesOf(stanza);
  return [stanza.name, from, type, text, codes.length > 0 ? codes.join('+') : undefined]
    .filter(Boolean)
    .join(' ')
    .trim();
}
