import type { Draft } from '../../../core/archive/draft.ts';
import type { Typing } from '../../../core/event.ts';
import { replyTags } from '../../../core/archive/reply.ts';
import { parseAddress } from '../../../lib/address.ts';
import type { Request, XmppContext } from '../context.ts';
import { isReplyFallback, replyIdOf, withoutQuotation } from './reply.ts';
import { NS } from '../wire/namespaces.ts';
import { attribute, childOf, elements, namespaceOf, serialise, textOf, type Element } from '../wire/stanza.ts';

/**
 * What a client says, as the core takes it. What only the server may assert is taken out first
 * (XEP-0359 6, XEP-0421 3.2, XEP-0203 5, XEP-0045 7.4): stanza-ids in our name, occupant ids, our delays, room items.
 */
export function draftOf({ context, stanza, id }: Request): Draft {
  const reply = replyIdOf(stanza);
  const typed = textOf(stanza, 'body', NS.client);
  const text = typed !== undefined && reply !== undefined ? withoutQuotation(typed, stanza) : typed;
  const isAction = text !== undefined && /^\/me ./s.test(text); // XEP-0245
  const isStripped = text !== typed;
  const others = elements(stanza).filter(
    (child) => !isMainBody(stanza, child) && !isServers(context, child) && !(isStripped && isReplyFallback(child)),
  );
  const payload = others.map((child) => serialise(child)).join('');
  const origin = childOf(stanza, 'origin-id', NS.stanzaIds);
  return {
    kind: text === undefined ? 'tags' : isAction ? 'action' : 'text',
    body: isAction ? text.slice(4) : text,
    kept: isKept(stanza, text !== undefined),
    clientId: id,
    clientKey: origin && attribute(origin, 'id'),
    payload: payload === '' ? undefined : payload,
    tags: reply === undefined ? undefined : replyTags(reply),
    typing: text === undefined ? typingOf(stanza) : undefined,
  };
}

/** XEP-0085 4: composing and paused say something about the keyboard, all others that it is left alone. */
const typings: Readonly<Record<string, Typing>> = {
  composing: 'active',
  paused: 'paused',
  active: 'done',
  inactive: 'done',
  gone: 'done',
};

function typingOf(stanza: Element): Typing | undefined {
  const state = elements(stanza).find((child) => namespaceOf(child) === NS.chatStates);
  return state && typings[state.getName()];
}

function isMainBody(stanza: Element, child: Element): boolean {
  return child === childOf(stanza, 'body', NS.client);
}

/** RELIABILITY S-01, S-02, S-04 to S-07. */
function isServers({ core }: XmppContext, child: Element): boolean {
  switch (`${namespaceOf(child)} ${child.getName()}`) {
    case `${NS.stanzaIds} stanza-id`:
      return isOurs(core.config, attribute(child, 'by'));
    case `${NS.delay} delay`:
      return isOurs(core.config, attribute(child, 'from'));
    case `${NS.occupantId} occupant-id`:
    case `${NS.mucUser} x`:
    case `${NS.carbons} sent`:
    case `${NS.carbons} received`:
    case `${NS.mam} result`:
      return true;
    default:
      return false;
  }
}

/** An address of this server, however it is spelt; nobody's is taken for ours too. */
function isOurs(config: XmppContext['core']['config'], by: string | undefined): boolean {
  const address = by === undefined ? undefined : parseAddress(by);
  if (!address) return true;
  const { domain, roomsDomain, guestsDomain } = config;
  return [domain, roomsDomain, guestsDomain].includes(address.domain);
}

/** Bodiless, and yet part of the conversation (XEP-0313 5.1, XEP-0444 4, XEP-0424 3, XEP-0249 2). */
const keptPayloads = [
  ['x', NS.conference],
  ['reactions', NS.reactions],
  ['retract', NS.retract],
] as const;

/** XEP-0334 first, then by what it holds. */
function isKept(stanza: Element, hasBody: boolean): boolean {
  const hint = (name: string) => childOf(stanza, name, NS.hints) !== undefined;
  if (hint('no-store') || hint('no-permanent-store')) return false;
  return (
    hasBody || hint('store') || keptPayloads.some(([name, namespace]) => childOf(stanza, name, namespace) !== undefined)
  );
}
