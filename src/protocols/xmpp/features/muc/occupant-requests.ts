import { createHmac, timingSafeEqual } from 'node:crypto';
import { findOccupant, type Occupant, type Seat } from '../../../../core/rooms/room.ts';
import { isRefusal, type Refusal } from '../../../../core/refusal.ts';
import { parseAddress, type Address, type Bare } from '../../../../lib/address.ts';
import {
  FORWARDED,
  type BoundSession,
  type IqAnswer,
  type IqRequest,
  type Request,
  type XmppContext,
} from '../../context.ts';
import type { Feature } from '../../feature.ts';
import { NS } from '../../wire/namespaces.ts';
import { stanzaError, type StanzaError } from '../../wire/stanza-error.ts';
import { xml, type Element } from '../../wire/stanza.ts';
import { parseStored } from '../../wire/stored-xml.ts';
import { storedValue } from '../stored-value.ts';
import { seatOf } from './find-room.ts';
import { isOwnNickname } from './nickname.ts';

/**
 * Requests from one occupant to another, which travel between their clients under occupant addresses (XEP-0045 17.4, 6.6),
 * and "am I still in the room?" (XEP-0410 3.3), which is answered here.
 */
export const occupantRequests: Feature = {
  iq: {
    occupant: {
      [`get ${NS.ping} ping`]: ping,
      [`get ${NS.discoInfo} query`]: discoInfo,
      [`get ${NS.vcard} vCard`]: vcard,
      '*': pass,
    },
  },
  answer: { occupant: passBack },
};

function ping(request: IqRequest): IqAnswer {
  const seat = seatOf(request);
  if (!seat) return stanzaError('not-acceptable', 'You are not in this room.', 'cancel');
  if (isOwnNickname(seat, request.to.resource)) return undefined;
  // Whoever is here is reachable through us, on whichever wire (SEMANTICS 5.5).
  return findOccupant(seat.occupant.room, request.to.resource) ? undefined : stanzaError('item-not-found');
}

/** XEP-0045 6.6. For somebody without an XMPP session the room answers, and claims no more than it serves (SEMANTICS 3.1). */
function discoInfo(request: IqRequest): IqAnswer {
  const seat = seatOf(request);
  if (!seat) return stanzaError('bad-request', 'Only occupants ask about occupants.');
  const target = findOccupant(seat.occupant.room, request.to.resource);
  if (!target || clientOf(request.context, target)) return pass(request);
  return xml(
    'query',
    { xmlns: NS.discoInfo },
    xml('identity', { category: 'client', type: 'pc', name: target.nickname }),
    ...[NS.discoInfo, NS.ping].map((name) => xml('feature', { var: name })),
  );
}

/** A vCard is the account's, not a client's (XEP-0054 3.3): it is given whichever wire its owner is on. */
function vcard(request: IqRequest): IqAnswer {
  const seat = seatOf(request);
  const target = seat && findOccupant(seat.occupant.room, request.to.resource);
  return target ? storedCard(request.context, target.person.address.bare) : pass(request);
}

async function storedCard(context: XmppContext, owner: Bare): Promise<Element | StanzaError | Refusal> {
  const stored = await storedValue(context, owner, 'vcard');
  if (isRefusal(stored)) return stored;
  return stored === undefined ? stanzaError('item-not-found') : parseStored(stored);
}

function pass(request: IqRequest): IqAnswer {
  const seat = seatOf(request);
  if (!seat) return stanzaError('not-acceptable', 'You are not in this room.');
  const target = findOccupant(seat.occupant.room, request.to.resource);
  if (!target) return stanzaError('item-not-found', 'Nobody here has that nickname.');
  const { context, session, stanza, payload, id = '' } = request;
  const client = clientOf(context, target);
  if (!client) return stanzaError('service-unavailable');
  const attributes = {
    from: occupantAddress(seat),
    to: client.address.full,
    id: seal(context, session.address, client.address, id),
    type: stanza.attrs.type as string,
  };
  client.send(xml('iq', attributes, payload));
  return FORWARDED;
}

/** The answer goes to the very session that asked, under the id it chose. What nobody asked for goes nowhere. */
function passBack(request: Request): undefined {
  const seat = seatOf(request);
  const { context, session, stanza, to, type, id = '' } = request;
  const asker = seat && findOccupant(seat.occupant.room, to.resource);
  const opened = asker && unseal(context, asker, session.address, id);
  if (!seat || !opened || !opened.client.core.seats.has(to.bare)) return undefined;
  const attributes = { from: occupantAddress(seat), to: opened.client.address.full, id: opened.id, type };
  opened.client.send(
    xml('iq', attributes, ...stanza.children.filter((child): child is Element => typeof child !== 'string')),
  );
  return undefined;
}

/** Of somebody's sessions on this wire in the room, the one that was active last. */
function clientOf({ sessions }: XmppContext, { person, seats }: Occupant): BoundSession | undefined {
  const latest = [...seats].sort((a, b) => b.session.lastActive - a.session.lastActive);
  for (const { session } of latest) {
    const client = sessions.get(`${person.address.bare}/${session.device}`);
    if (client) return client;
  }
  return undefined;
}

function occupantAddress({ occupant }: Seat): string {
  return `${occupant.room.address}/${occupant.nickname}`;
}

/**
 * The id under which a request travels: it holds the asker's resource and id and is signed, so that nothing has to be
 * remembered and nobody can answer what they were not asked.
 */
function seal(context: XmppContext, asker: Address, answerer: Address, id: string): string {
  const inner = Buffer.from(`${asker.resource}\n${id}`).toString('base64url');
  return `${inner}.${sign(context, asker.full, answerer.full, inner).toString('base64url')}`;
}

function unseal(
  context: XmppContext,
  asker: Occupant,
  answerer: Address,
  sealed: string,
): { client: BoundSession; id: string } | undefined {
  const [inner = '', signature = ''] = sealed.split('.');
  const [resource = '', ...rest] = Buffer.from(inner, 'base64url').toString().split('\n');
  const address = parseAddress(`${asker.person.address.bare}/${resource}`);
  const given = Buffer.from(signature, 'base64url');
  const client = address && context.sessions.get(address.full);
  if (!client || given.length !== SIGNATURE_BYTES) return undefined;
  const isGenuine = timingSafeEqual(given, sign(context, client.address.full, answerer.full, inner));
  return isGenuine ? { client, id: rest.join('\n') } : undefined;
}

const SIGNATURE_BYTES = 16;

function sign({ core }: XmppContext, asker: string, answerer: string, inner: string): Buffer {
  const hmac = createHmac('sha256', core.secret).update(JSON.stringify(['occupant-iq', asker, answerer, inner]));
  return hmac.digest().subarray(0, SIGNATURE_BYTES);
}
