import type { MessageKind } from '../event.ts';

/** What somebody wants to say, before it has an id and a place in the order. */
export interface Draft {
  readonly kind: MessageKind;
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

/** The draft's fields as an event carries them. */
export function draftFields(draft: Draft): Omit<Draft, 'kept'> {
  const { kind, body, clientId, payload, tags, flavour } = draft;
  const named = draft.clientKey !== undefined && Buffer.byteLength(draft.clientKey) <= MAX_KEY_BYTES;
  return { kind, body, clientId, clientKey: named ? draft.clientKey : undefined, payload, tags, flavour };
}
