import type { SpokenKind } from '../event.ts';

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
}

/** Longest client key that is kept; longer ones name nothing. */
const MAX_KEY_BYTES = 256;

/** The draft's client key, if it is short enough to be one. */
export function keyOf({ clientKey }: Draft): string | undefined {
  return clientKey !== undefined && Buffer.byteLength(clientKey) <= MAX_KEY_BYTES ? clientKey : undefined;
}

/** The draft's fields as an event carries them. */
export function draftFields(draft: Draft): Omit<Draft, 'kept'> {
  const { kind, body, clientId, payload, tags, flavour } = draft;
  return { kind, body, clientId, clientKey: keyOf(draft), payload, tags, flavour };
}
