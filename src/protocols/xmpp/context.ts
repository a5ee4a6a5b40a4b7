import type { Address } from '../../lib/address.ts';
import type { Core } from '../../core/core.ts';
import type { Later, Refusal } from '../../core/refusal.ts';
import type { Session } from '../../core/presence/session.ts';
import type { Target } from './route.ts';
import type { StanzaError } from './wire/stanza-error.ts';
import type { Element } from './wire/stanza.ts';
import type { XmppConfig } from './xmpp-config.ts';
import type { FeatureTable } from './feature-table.ts';

/** XML with a hole: `head`, the receiver's address (escaped), `tail`. What the forms of this wire render to. */
export interface Spliced {
  /** Ends with `to='`. */
  readonly head: Buffer;
  /** Begins with the closing quote of `to`. */
  readonly tail: Buffer;
}

/** A bound session as handlers see it. */
export interface BoundSession {
  readonly core: Session;
  /** The full address. */
  readonly address: Address;
  /** Sends a stanza of the default namespace `jabber:client`; counted by stream management. */
  send(stanza: Element): void;
  /** Sends a rendering to this session. */
  sendSpliced(rendering: Spliced): void;
  /** XEP-0280: copies of messages are wanted. Setting it changes the form. */
  carbons: boolean;
  /** Addresses that got directed presence from this session and must hear of its end (RFC 6121 4.6.3), by full address. */
  readonly directed: Map<string, Address>;
  /** False spares making `directed`. */
  readonly hasDirected: boolean;
}

/** What there is once for the whole wire. */
export interface XmppContext {
  readonly core: Core;
  config: XmppConfig;
  /** All features that are served. */
  readonly features: FeatureTable;
  /** Bound sessions by full address, hibernating ones included. */
  readonly sessions: ReadonlyMap<string, BoundSession>;
}

/** A stanza on its way through a handler. `from` is stamped already; `to` is what the client wrote. */
export interface Request {
  readonly context: XmppContext;
  readonly session: BoundSession;
  readonly stanza: Element;
  readonly target: Target;
  /** Where it goes: one's own bare address where the client named nobody. */
  readonly to: Address;
  /** `id` of the stanza. */
  readonly id: string | undefined;
  /** `type`, with the default of its kind filled in (`normal`, `available`). */
  readonly type: string;
  /**
   * Give this to `say`, `sendDirect` and `sendPrivate`: the message is reflected, refused and counted as handled (XEP-0198)
   * by it.
   */
  readonly reference: Reference;
}

export interface IqRequest extends Request {
  /** The one child (RFC 6120 8.2.3). */
  readonly payload: Element;
}

/** What a wire remembers of an own message until it is released or refused. */
export interface Reference {
  /** The stanza's attributes for an error reply. */
  readonly stanza: { readonly name: string; readonly id: string | undefined; readonly to: string | undefined };
  /** The place in the count of stanzas received. */
  readonly index: number;
  /** Not yet answered for. */
  isPending: boolean;
}

/** The handler of a message or presence has nothing to do with it: the next one is asked. */
export const PASS = Symbol('pass');

/** The handler of an iq has handed it to another client, which answers. */
export const FORWARDED = Symbol('forwarded');

type Settled<Value> = Value | Refusal | StanzaError | Later;
type IqSettled = Settled<Element | undefined> | typeof FORWARDED;

/** The payload of the result (undefined: an empty result), or why not. On `Later` the handler is called again, as it was. */
export type IqAnswer = IqSettled | Promise<IqSettled>;

/** Nothing when it was done; an error is sent to the client as an error of the stanza. */
export type Answer = Settled<undefined> | typeof PASS | Promise<Settled<undefined>>;

export type IqHandler = (request: IqRequest) => IqAnswer;
export type Handler = (request: Request) => Answer;
