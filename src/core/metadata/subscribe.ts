import type { Core } from '../core.ts';
import type { Session } from '../presence/session.ts';

const none: ReadonlySet<string> = new Set();

/** The keys that a session wants to hear of, in the order it asked. */
export function subscribedKeys({ metadata }: Core, session: Session): ReadonlySet<string> {
  return metadata.subscriptions.get(session) ?? none;
}

/** From now on the session hears of `key`. How many it may have is for the caller to ask. */
export function subscribe({ metadata }: Core, session: Session, key: string): void {
  let keys = metadata.subscriptions.get(session);
  if (!keys) metadata.subscriptions.set(session, (keys = new Set()));
  keys.add(key);
  const sessions = metadata.subscribers.get(key);
  if (sessions) sessions.add(session);
  else metadata.subscribers.set(key, new Set([session]));
}

export function unsubscribe({ metadata }: Core, session: Session, key: string): void {
  metadata.subscriptions.get(session)?.delete(key);
  const sessions = metadata.subscribers.get(key);
  sessions?.delete(session);
  if (sessions?.size === 0) metadata.subscribers.delete(key);
}

/** A session has ended: nothing is kept for it. */
export function unsubscribeAll(core: Core, session: Session): void {
  for (const key of [...subscribedKeys(core, session)]) unsubscribe(core, session, key);
  core.metadata.subscriptions.delete(session);
}
