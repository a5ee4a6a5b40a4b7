import { isRefusal, Later, type Refusal } from '../../core/refusal.ts';
import { randomToken } from '../../lib/id.ts';
import { parseAddress, type Address } from '../../lib/address.ts';
import type { ClientSession } from './client-session.ts';
import { FORWARDED, PASS, type Answer, type Handler, type IqAnswer, type IqRequest, type Request } from './context.ts';
import type { IqTarget } from './feature.ts';
import { spell } from './refusals.ts';
import { targetOf, type Target } from './route.ts';
import { forward } from './route-stanza.ts';
import { NS } from './wire/namespaces.ts';
import { errorElement, StanzaError, stanzaError } from './wire/stanza-error.ts';
import { Element, elements, namespaceOf, xml } from './wire/stanza.ts';
import { StreamFault } from './wire/stream-fault.ts';

/** A stanza that is being worked on. */
export interface Work {
  readonly session: ClientSession;
  readonly request: Request;
  /** Undefined where it is answered with an error at once. */
  readonly refused: StanzaError | undefined;
}

/** Done, or to be done again, or done when the promise settles. */
export type Progress = undefined | Later | Promise<undefined | Later>;

/** Looks at a child of the stream that should be a stanza. Throws `StreamFault` where it is none (RFC 6120 4.9.3.24). */
export function readStanza(session: ClientSession, stanza: Element): Work {
  checkStanza(session, stanza);
  logShape(session, stanza);
  stanza.attrs.from = session.address.full; // RFC 6120 8.1.2.1
  const attributes = stanza.attrs as Record<string, string | undefined>;
  const to = attributes.to === undefined ? undefined : parseAddress(attributes.to);
  const isBroadcast = stanza.name === 'presence' && attributes.to === undefined;
  const request: Request = {
    context: session.protocol,
    session,
    stanza,
    target: isBroadcast ? 'broadcast' : targetOf(session.protocol.core.config, session.address, to),
    to: to ?? ownAddress(session),
    id: attributes.id,
    type: attributes.type ?? (stanza.name === 'presence' ? 'available' : stanza.name === 'message' ? 'normal' : ''),
    reference: session.begin(stanza),
  };
  const refused = attributes.to !== undefined && !to ? stanzaError('jid-malformed') : iqError(stanza); // RFC 6120 8.3.3.8
  return { session, request, refused };
}

function checkStanza(session: ClientSession, stanza: Element): void {
  const { name } = stanza;
  const isStanza = name === 'iq' || name === 'message' || name === 'presence';
  if (namespaceOf(stanza) !== NS.client)
    throw new StreamFault(isStanza ? 'invalid-namespace' : 'unsupported-stanza-type');
  if (!isStanza) throw new StreamFault('unsupported-stanza-type');
  const claimed: unknown = stanza.attrs.from;
  if (typeof claimed !== 'string') return;
  const from = parseAddress(claimed);
  const { full, bare } = session.address;
  if (from?.full !== full && from?.full !== bare) throw new StreamFault('invalid-from'); // RFC 6120 8.1.2.1
}

function ownAddress({ core }: ClientSession): Address {
  return core.person.address;
}

/** RFC 6120 8.2.3. */
function iqError(stanza: Element): StanzaError | undefined {
  if (stanza.name !== 'iq') return undefined;
  const { type, id } = stanza.attrs as Record<string, string | undefined>;
  if (type === 'result' || type === 'error') return undefined;
  if (id === undefined) return stanzaError('bad-request', 'An iq needs an id.');
  if (type !== 'get' && type !== 'set') return stanzaError('bad-request', 'An iq is get, set, result or error.');
  return elements(stanza).length === 1 ? undefined : stanzaError('bad-request', 'An iq has exactly one child.');
}

/**
 * Does what a stanza asks. Messages overlap; everything else waits until the session's own messages are stored and shown
 * (ARCHITECTURE 4). A mistake of ours is told to the sender with an id that is in the log, and goes no further.
 */
export function perform(work: Work): Progress {
  const { session, request } = work;
  const { core } = session;
  if (session.isOver) return undefined;
  if (request.stanza.name !== 'message' && core.staged > 0) {
    return new Later((resume) => {
      core.onSettled = resume;
    });
  }
  if (request.stanza.name === 'message') core.lastActive = session.protocol.core.clock.now();
  const staged = core.staged;
  let answer: IqAnswer | Answer;
  try {
    answer = work.refused ?? answerTo(request);
  } catch (error) {
    answer = bug(session, request, error);
  }
  if (answer instanceof Later) return answer;
  if (answer instanceof Promise) return settle(work, answer);
  conclude(work, answer, core.staged === staged);
  return undefined;
}

async function settle(work: Work, answer: Promise<unknown>): Promise<undefined | Later> {
  let settled: unknown;
  try {
    settled = await answer;
  } catch (error) {
    settled = bug(work.session, work.request, error);
  }
  if (settled instanceof Later) return settled;
  conclude(work, settled as Exclude<IqAnswer, Promise<unknown> | Later>, true);
  return undefined;
}

function conclude({ session, request }: Work, answer: unknown, isHandled: boolean): void {
  const error = answer instanceof StanzaError ? answer : isRefusal(answer) ? spell(answer as Refusal) : undefined;
  const { type, stanza } = request;
  if (error) replyError(session, request, error);
  else if (stanza.name === 'iq' && (type === 'get' || type === 'set') && answer !== FORWARDED) {
    const attributes = { from: senderOf(request), to: session.address.full, id: request.id, type: 'result' };
    session.send(xml('iq', attributes, answer instanceof Element ? answer : undefined));
  }
  if (isHandled || error) session.handled(request.reference);
}

function replyError(session: ClientSession, request: Request, error: StanzaError): void {
  const { stanza, id, type } = request;
  if (type === 'error' || (stanza.name === 'iq' && type === 'result')) return; // RFC 6120 8.3.1
  const attributes = { from: senderOf(request), to: session.address.full, id, type: 'error' };
  session.send(xml(stanza.name, attributes, errorElement(error)));
}

/** Whoever was written to answers, spelt as the client spelt it. */
function senderOf({ stanza, to }: Request): string {
  const written: unknown = stanza.attrs.to;
  return typeof written === 'string' ? written : to.bare;
}

function bug({ protocol }: ClientSession, request: Request, error: unknown): StanzaError {
  const incident = randomToken(6);
  const { stanza, type, target } = request;
  protocol.core.log.error(
    { incident, error, stanza: stanza.name, type, target },
    'xmpp: a stanza met a mistake of ours',
  );
  return stanzaError('internal-server-error', `Something went wrong here. Tell the operator: ${incident}`);
}

function answerTo(request: Request): IqAnswer | Answer {
  if (request.target === 'remote') return toRemote(request);
  if (request.stanza.name === 'iq') return toIq(request) as IqAnswer;
  const table = request.context.features;
  const { name } = request.stanza;
  const handlers = name === 'message' ? table.messages(request.target) : table.presences(request.target);
  const answer = firstOf(handlers, request);
  if (answer !== PASS) return answer;
  return name === 'message' && request.type !== 'error' ? stanzaError('service-unavailable') : undefined;
}

function firstOf(handlers: readonly Handler[], request: Request): Answer {
  for (const handler of handlers) {
    const answer = handler(request);
    if (answer !== PASS) return answer;
  }
  return PASS;
}

function toIq(request: Request): IqAnswer {
  const { stanza, type, target, context, to } = request;
  const isRequest = type === 'get' || type === 'set';
  if (!isRequest) {
    if (target === 'device') forward(context, to, stanza);
    else void firstOf(context.features.answers(target), request);
    return undefined; // nobody asked: dropped (RELIABILITY X-12)
  }
  const payload = elements(stanza)[0] as Element;
  if (target === 'device') {
    // Nobody changes what others believe their roster to be (RFC 6121 2.1.6, RELIABILITY S-03).
    const isPush = type === 'set' && namespaceOf(payload) === NS.roster;
    return !isPush && forward(context, to, stanza) ? FORWARDED : stanzaError('service-unavailable');
  }
  const handler = iqHandler(request, target, `${type} ${namespaceOf(payload)} ${payload.name}`);
  return handler ? handler({ ...request, payload } satisfies IqRequest) : stanzaError('service-unavailable'); // RFC 6120 8.4
}

function iqHandler({ context }: Request, target: Target, key: string) {
  return context.features.iq(target as IqTarget, key) ?? context.features.iq(target as IqTarget, '*');
}

/** Other servers cannot be reached from here. */
function toRemote({ stanza, type }: Request): StanzaError | undefined {
  if (stanza.name === 'presence' && (type === 'unavailable' || type === 'probe')) return undefined;
  return stanzaError('remote-server-not-found');
}

/** What came, for `log.level = "debug"`: names and types, never what they hold. */
function logShape({ protocol, stream }: ClientSession, stanza: Element): void {
  const { log } = protocol.core;
  if (!log.isDebug()) return;
  const { type } = stanza.attrs as Record<string, string | undefined>;
  const children = elements(stanza).map(({ name }) => name.slice(0, 40));
  log.debug({ connection: stream?.connection.id, stanza: stanza.name, type, children }, 'xmpp: stanza');
}
