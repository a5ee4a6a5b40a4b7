import type { ClientSession } from './client-session.ts';
import type { XmppContext } from './context.ts';
import type { XmppStream } from './stream.ts';

/** What there is once for the whole wire, as its own parts see it. */
export interface Protocol extends XmppContext {
  /** Bound sessions by full address. */
  readonly sessions: Map<string, ClientSession>;
  /** Those that can be resumed, by the id they were given (XEP-0198 3). */
  readonly resumable: Map<string, ClientSession>;
  /** Every stream that is not over. */
  readonly streams: Set<XmppStream>;
  /** Takes a session out of both indexes. */
  forget(session: ClientSession): void;
}
