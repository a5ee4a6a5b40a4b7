export type Wire = 'irc' | 'xmpp';

/**
 * What happened, as the clients saw it, in the order in which the driver saw it. A `key` is a random word in the body of a
 * message, so that nothing rests on an id that the server gave.
 */
export type Entry =
  | {
      readonly type: 'send';
      readonly op: number;
      readonly session: string;
      readonly sender: string;
      readonly room: string;
      readonly key: string;
    }
  /** The server said that it has it: echo, reflection, or without an id by `<a h=…/>`. */
  | { readonly type: 'ack'; readonly op: number; readonly id: string }
  /** The server said that it has it not, and never will. */
  | { readonly type: 'nack'; readonly op: number; readonly code: string }
  /** The connection ended before an answer, and the sender does not try again. */
  | { readonly type: 'unknown'; readonly op: number }
  /** Sent again with the same name of the act, as the outcome was unknown. */
  | { readonly type: 'retry'; readonly op: number }
  /** The sender takes its message back: asked, and answered. */
  | { readonly type: 'redact' | 'redacted'; readonly op: number }
  /** An account that stays while its client is away, and a client that is to be shown all that it missed: since when, and what. */
  | { readonly type: 'stays'; readonly observer: string; readonly room: string }
  | { readonly type: 'caught'; readonly observer: string; readonly room: string; readonly key: string }
  | { readonly type: 'enter' | 'leave'; readonly observer: string; readonly room: string }
  | {
      readonly type: 'received';
      /** One connection, with whatever it was resumed as. */
      readonly observer: string;
      readonly room: string;
      readonly key: string;
      readonly id: string;
      readonly sender: string;
      /** `answer`: to the observer's own second try; it tells of a message that may have been stored long before. */
      readonly how: 'live' | 'replay' | 'answer';
    };

export type Send = Extract<Entry, { type: 'send' }>;
export type Received = Extract<Entry, { type: 'received' }>;

/** The archive of a room at the end, read in one of the ways there are. */
export interface Archive {
  readonly source: 'chathistory' | 'mam' | 'sql';
  readonly room: string;
  readonly messages: readonly { readonly id: string; readonly key: string; readonly sender: string }[];
}

export interface OperationsLog {
  readonly entries: readonly Entry[];
  readonly archives: readonly Archive[];
}
