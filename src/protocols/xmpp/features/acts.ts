import { edit } from '../../../core/archive/edit.ts';
import { findNamed } from '../../../core/archive/find-named.ts';
import { isKeptIn, type Place } from '../../../core/archive/place.ts';
import { react } from '../../../core/archive/react.ts';
import { redact } from '../../../core/archive/redact.ts';
import { View } from '../../../core/endpoint.ts';
import type { ActEvent } from '../../../core/history-event.ts';
import { isRefusal, refuse, type Refusal } from '../../../core/refusal.ts';
import type { Id } from '../../../lib/id.ts';
import type { Request } from '../context.ts';
import { NS } from '../wire/namespaces.ts';
import { attribute, childOf, elements, namespaceOf, textOf, type Element } from '../wire/stanza.ts';
import { couldBeStored } from './mam/query.ts';
import { draftOf } from './message-draft.ts';

/** What a message stanza does to one that was sent before. */
interface Act {
  /** How it names that one. */
  readonly name: string;
  /** Is that one of the sender's own? */
  readonly isOwn: boolean;
  /** Is it named by the id that the room gave it (XEP-0424 4, XEP-0444 4.1), and not as its author calls it (XEP-0308 3)? */
  readonly byStanzaId: boolean;
  /** Needs an archive; where there is none, the stanza goes on its way as it is. */
  readonly needsArchive: boolean;
  carryOut(request: Request, place: Place, message: Id): Promise<{ readonly event: ActEvent } | Refusal>;
}

/**
 * Carries out what the stanza does to a message of that place. Undefined: it does nothing to any. `unknown`: there is no such message
 * here; a direct message may go on its way as it is. In rooms what was done is reflected (XEP-0045 7.4).
 */
export function actOn(request: Request, place: Place): Promise<'unknown' | Refusal | undefined> | undefined {
  const act = retraction(request.stanza) ?? reaction(request.stanza) ?? correction(request);
  if (!act) return undefined;
  const { context, session } = request;
  if (act.needsArchive && !isKeptIn(context.core, session.core, place)) return undefined;
  session.core.lastActive = context.core.clock.now();
  return 'room' in place ? inRoom(request, place, act) : direct(request, place, act);
}

async function inRoom(request: Request, place: Place, act: Act): Promise<Refusal | undefined> {
  const { core } = request.session;
  const message = await idOf(request, place, act);
  if (message === undefined) return refuse('no-such-message', act.name);
  if (isRefusal(message)) return message;
  const done = await act.carryOut(request, place, message);
  if (isRefusal(done)) return done;
  const rendering = core.endpoint.form.render(done.event, View.OTHER);
  if (rendering) core.endpoint.deliver(rendering, done.event);
  return undefined;
}

async function direct(request: Request, place: Place, act: Act): Promise<'unknown' | Refusal | undefined> {
  const message = await idOf(request, place, act);
  if (message === undefined) return 'unknown';
  const done = isRefusal(message) ? message : await act.carryOut(request, place, message);
  if (!isRefusal(done)) return undefined;
  return done.reason === 'no-such-message' ? 'unknown' : done;
}

/** Ids that we gave are known by their look; a client may call its message so, too. */
async function idOf(
  { context: { core }, session }: Request,
  place: Place,
  { name, isOwn, byStanzaId }: Act,
): Promise<Id | undefined | Refusal> {
  if ('room' in place && byStanzaId) return couldBeStored(name) ? name : undefined;
  const found = await findNamed(core, session.core, place, { name, isOwn });
  return found ?? (couldBeStored(name) ? name : undefined);
}

/** XEP-0424 3. */
function retraction(stanza: Element): Act | undefined {
  const name = idIn(childOf(stanza, 'retract', NS.retract));
  if (name === undefined) return undefined;
  const carryOut: Act['carryOut'] = ({ context, session, id }, place, message) =>
    redact(context.core, session.core, { place, id: message, reason: '', clientId: id });
  return { name, isOwn: true, byStanzaId: true, needsArchive: false, carryOut };
}

/** XEP-0444 4. A body beside it is for clients that know no reactions; one that is not said to be, is a message. */
function reaction(stanza: Element): Act | undefined {
  const given = childOf(stanza, 'reactions', NS.reactions);
  const name = idIn(given);
  if (!given || name === undefined) return undefined;
  if (textOf(stanza, 'body', NS.client) !== undefined && !isFallbackFor(stanza, NS.reactions)) return undefined;
  const all = elements(given)
    .filter((child) => child.getName() === 'reaction' && namespaceOf(child) === NS.reactions)
    .map((child) => child.getText().trim());
  const { clientKey } = originOf(stanza);
  const carryOut: Act['carryOut'] = async ({ context, session, id }, place, message) =>
    done(await react(context.core, session.core, { place, message, change: { all }, clientId: id, clientKey }));
  return { name, isOwn: false, byStanzaId: true, needsArchive: true, carryOut };
}

/** XEP-0308 3. */
function correction(request: Request): Act | undefined {
  const name = idIn(childOf(request.stanza, 'replace', NS.correct));
  const { body, kind, payload, clientKey } = name === undefined ? nothing : draftOf(request);
  if (name === undefined || body === undefined) return undefined;
  const carryOut: Act['carryOut'] = async ({ context, session, id }, place, message) => {
    const asked = { place, message, body, kind, payload: rest(payload), clientId: id, clientKey };
    return done(await edit(context.core, session.core, asked));
  };
  return { name, isOwn: true, byStanzaId: false, needsArchive: true, carryOut };
}

function done(result: ActEvent | Refusal): { readonly event: ActEvent } | Refusal {
  return 'type' in result ? { event: result } : result;
}

const nothing = { body: undefined, kind: 'text', payload: undefined, clientKey: undefined } as const;

/** Without the element that names the message: everybody is given one that names it as they know it. */
function rest(payload: string | undefined): string | undefined {
  const found = payload?.replace(/<replace\b[^>]*xmlns='urn:xmpp:message-correct:0'[^>]*\/>/g, '');
  return found === '' ? undefined : found;
}

function idIn(element: Element | undefined): string | undefined {
  return element && attribute(element, 'id');
}

/** XEP-0428 2. */
function isFallbackFor(stanza: Element, namespace: string): boolean {
  return elements(stanza).some((child) => namespaceOf(child) === NS.fallback && attribute(child, 'for') === namespace);
}

function originOf(stanza: Element): { readonly clientKey: string | undefined } {
  const origin = childOf(stanza, 'origin-id', NS.stanzaIds);
  return { clientKey: origin && attribute(origin, 'id') };
}
