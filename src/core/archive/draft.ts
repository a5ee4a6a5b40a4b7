import type { Audience, SpokenKind, Typing } from '../event.ts';

/** What somebody wants to say, before it has an id and a place in the order. */
export interface Draft {
  readonly kind: SpokenKind;
  readonly body: string | undefined;
  /** False for what passes through live only: typing, `no-store`. */
  readonly kept: boolean;
  readonly clientId?: string | undefined;
  readonly clientKey?: string | undefined;
  readonly payload?: string | undefined;
  readonly tags?: Readonly<Record<string, string>> | undefined;
  readonly flavour?: string | undefined;
  /** In a room: who shall hear it; everybody unless said. */
  readonly audience?: Audience | undefined;
  readonly cuts?: readonly number[] | undefined;
  readonly typing?: Typing | undefined;
  /** In a room: under which other name it is said (a relay's user, a character). */
  readonly as?: Voice | undefined;
}

/** A name that is nobody's, and the mask shown with it. */
export interface Voice {
  readonly nickname: string;
  readonly mask: string;
}

/** Longest client key that is kept; longer ones name nothing. */
const MAX_KEY_BYTES = 256;

/** The draft's client key, if it is short enough to be one. */
export function keyOf({ clientKey }: Pick<Draft, 'clientKey'>): string | undefined {
  return clientKey !== undefined && Buffer.byteLength(clientKey) <= MAX_KEY_BYTES ? clientKey : undefined;
}

/** The draft's fields as an event carries them. */
export function draftFields(draft: Draft): Omit<Draft, 'kept' | 'as'> {
  const { kind, body, clientId, payload, tags, flavour, cuts, typing } = draft;
  return { kind, body, clientId, clientKey: keyOf(draft), payload, tags, flavour, cuts, typing };
}

/** A question from client to client (CTCP) that no person reads; only IRC clients send and understand them. */
export function isRequest({ body }: { readonly body: string | undefined }): boolean {
  return body !== undefined && body.charCodeAt(0) === 1;
}
