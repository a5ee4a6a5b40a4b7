import type { Later, Refusal } from '../../core/refusal.ts';
import type { Handler, IqHandler, IqRequest } from './context.ts';
import type { Target } from './route.ts';
import type { StanzaError } from './wire/stanza-error.ts';
import type { Element } from './wire/stanza.ts';

/** How an iq is found: `get urn:xmpp:ping ping`. `*` is asked for whatever no other handler of that target serves. */
export type IqKey = `${'get' | 'set'} ${string} ${string}` | '*';

/** Where iqs are served: `device` is answered by the other client, never here. */
export type IqTarget = Exclude<Target, 'broadcast' | 'remote'>;

export interface Identity {
  readonly category: string;
  readonly type: string;
  readonly name?: string;
}

/** A part of a disco#info answer; the parts of all features are put together. */
export interface Info {
  readonly identities?: readonly Identity[];
  readonly features?: readonly string[];
  /** Extension forms (XEP-0128). */
  readonly forms?: readonly Element[];
}

export interface Item {
  readonly jid: string;
  readonly name?: string;
  readonly node?: string;
}

type Found<Value> = Value | Refusal | StanzaError | Later;

/**
 * One specification, in one file: what it serves and says of itself. Disco is computed from this, so what is advertised is
 * what is served.
 */
export interface Feature {
  /** disco#info `var`s, by what was asked. */
  readonly advertises?: Partial<Record<IqTarget, readonly string[]>>;
  readonly identities?: Partial<Record<IqTarget, readonly Identity[]>>;
  /** disco#info that depends on what was asked (a room's settings): asked beside the fixed parts. A node is the first's to claim. */
  readonly info?: Partial<
    Record<
      IqTarget,
      (request: IqRequest, node: string | undefined) => Found<Info | undefined> | Promise<Found<Info | undefined>>
    >
  >;
  /** disco#items. */
  readonly items?: Partial<
    Record<
      IqTarget,
      (
        request: IqRequest,
        node: string | undefined,
      ) => Found<readonly Item[] | Element> | Promise<Found<readonly Item[] | Element>>
    >
  >;
  /** `query` as a whole may be answered for items that page (RSM): see `items`, which may give the finished element. */
  readonly iq?: Partial<Record<IqTarget, Readonly<Partial<Record<IqKey, IqHandler>>>>>;
  /** Asked in the order of the table until one does not give `PASS`. */
  readonly message?: Partial<Record<Target, Handler>>;
  readonly presence?: Partial<Record<Target, Handler>>;
  /** Results and errors of iqs that somebody was sent; those for `device` are forwarded without asking. */
  readonly answer?: Partial<Record<Target, Handler>>;
  /** Children of `<stream:features/>` once logged in and before binding (`urn:ietf…` things the client must see). */
  readonly streamFeatures?: readonly Element[];
}
