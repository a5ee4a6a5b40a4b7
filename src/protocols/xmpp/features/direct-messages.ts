import { sendDirect } from '../../../core/direct/send.ts';
import type { Draft } from '../../../core/archive/draft.ts';
import { PASS, type Answer, type Request } from '../context.ts';
import type { Feature } from '../feature.ts';
import { forward } from '../route-stanza.ts';
import { stanzaError } from '../wire/stanza-error.ts';
import { actOn } from './acts.ts';
import { draftOf } from './message-draft.ts';

/** RFC 6121 5.2.2; `chat` is what a direct message is without being told. */
const flavours: Readonly<Record<string, string | undefined>> = {
  chat: undefined,
  normal: 'normal',
  headline: 'headline',
};

/** Messages to accounts (RFC 6121 8.5.2.1, 8.5.3.1, 8.5.3.2.1). An unknown type is `normal` (5.2.2). */
function toAccount(request: Request): Answer {
  const { context, to, type, stanza } = request;
  if (type === 'error') {
    if (to.resource !== '') forward(context, to, stanza); // a bounce, for that client only; otherwise dropped
    return undefined;
  }
  if (type === 'groupchat') return stanzaError('service-unavailable');
  const done = actOn(request, { peer: to.bare });
  return done ? sendUnknown(request, done) : send(request);
}

/** What is done to a message that is not here is for the receiver's client. */
async function sendUnknown(
  request: Request,
  done: NonNullable<ReturnType<typeof actOn>>,
): Promise<Exclude<Answer, typeof PASS | Promise<unknown>>> {
  const outcome = await done;
  return outcome === 'unknown' ? send(request) : outcome;
}

function send(request: Request): Exclude<Answer, typeof PASS | Promise<unknown>> {
  const { context, session, to, type } = request;
  const device = to.resource === '' ? undefined : to.resource;
  if (type === 'headline' && device !== undefined && !isHere(request)) return undefined; // 8.5.3.2.1
  const flavour = Object.hasOwn(flavours, type) ? flavours[type] : 'normal';
  const draft: Draft = { ...draftOf(request), flavour };
  const kept = draft.kept && flavour !== 'headline'; // XEP-0160 3: headlines are of the moment
  return sendDirect(
    context.core,
    session.core,
    { address: to.bare, resource: device },
    { ...draft, kept },
    request.reference,
  );
}

function isHere({ context, to }: Request): boolean {
  const person = context.core.people.byAddress(to.bare);
  return person?.sessions.some(({ device }) => device === to.resource) ?? false;
}

export const directMessages: Feature = { message: { self: toAccount, person: toAccount, device: toAccount } };
