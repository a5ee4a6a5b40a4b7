import { attach } from '../../core/presence/attach.ts';
import type { AccountRecord } from '../../core/ports.ts';
import { isRefusal } from '../../core/refusal.ts';
import { foldResource, makeAddress, type Address } from '../../lib/address.ts';
import { randomToken } from '../../lib/id.ts';
import { ClientSession } from './client-session.ts';
import { spell } from './refusals.ts';
import type { XmppStream } from './stream.ts';
import { NS } from './wire/namespaces.ts';
import { errorElement, StanzaError, stanzaError } from './wire/stanza-error.ts';
import { attribute, childOf, serialise, textOf, xml, type Element } from './wire/stanza.ts';
import { StreamFault } from './wire/stream-fault.ts';

/** The iqs of somebody who is logged in: binding a resource (RFC 6120 7). Anything else has to wait for it. */
export function bindOr(stream: XmppStream, iq: Element): undefined {
  const bind = childOf(iq, 'bind', NS.bind);
  const id = attribute(iq, 'id');
  if (!bind || attribute(iq, 'type') !== 'set' || id === undefined) throw new StreamFault('not-authorized'); // 7.1
  const session = bindResource(stream, textOf(bind, 'resource', NS.bind) ?? '');
  if (session instanceof StanzaError) {
    stream.write(serialise(xml('iq', { type: 'error', id }, errorElement(session))));
    return undefined;
  }
  stream.adopt(session);
  const answer = xml('bind', { xmlns: NS.bind }, xml('jid', undefined, session.address.full));
  stream.write(serialise(xml('iq', { type: 'result', id }, answer)));
  return undefined;
}

/** RFC 6120 7.6, 7.7: with the resource that was asked for, or one that we make up. */
function bindResource(stream: XmppStream, wanted: string): ClientSession | StanzaError {
  const { protocol, connection } = stream;
  const account = stream.account as AccountRecord;
  const resource = wanted === '' ? randomToken(6) : foldResource(wanted);
  if (resource === undefined) return stanzaError('bad-request', 'A resource cannot be spelt so.'); // 7.7.2.1
  const address = freeAddress(stream, makeAddress(account.key, protocol.core.config.domain, resource));
  makeRoom(stream, address);
  const session = new ClientSession(protocol, address, stream);
  const attached = attach(protocol.core, {
    identity: { account },
    endpoint: session,
    device: address.resource,
    wire: 'xmpp',
    follows: false,
    isSecure: connection.tls !== undefined,
    ip: connection.remote.ip,
  });
  if (isRefusal(attached)) return spell(attached);
  session.core = attached;
  protocol.sessions.set(address.full, session);
  return session;
}

/**
 * RFC 6120 7.7.2.2: whoever binds a resource anew takes it over, as after a lost connection. One that is held by another wire,
 * or still has messages to be stored, is left alone and this one is called a little differently.
 */
function freeAddress({ protocol }: XmppStream, wanted: Address): Address {
  const old = protocol.sessions.get(wanted.full);
  old?.stream?.fail(new StreamFault('conflict', 'Another client has bound this resource.'));
  old?.end('Replaced by a new connection');
  const person = protocol.core.people.byAddress(wanted.bare);
  const isTaken = person?.sessions.some(({ device }) => device === wanted.resource) ?? false;
  if (!isTaken) return wanted;
  return makeAddress(wanted.local, wanted.domain, `${wanted.resource.slice(0, 300)}.${randomToken(3)}`);
}

/**
 * An account has so many sessions. Those whose connection is lost and that nobody may ever resume do not stand in the way of
 * one that is here: the oldest of them goes.
 */
function makeRoom({ protocol }: XmppStream, { bare }: Address): void {
  const { core, sessions } = protocol;
  const own = core.people.byAddress(bare)?.sessions ?? [];
  if (own.length < core.config.limits.sessionsPerAccount) return;
  for (const { device } of own) {
    const session = sessions.get(`${bare}/${device}`);
    if (session && !session.stream && !session.resuming) return session.end('Replaced by a new connection');
  }
}
