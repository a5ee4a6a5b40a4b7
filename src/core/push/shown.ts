import type { Bare } from '../../lib/address.ts';
import { conversationOf } from '../direct/conversation.ts';
import type { MessageEvent } from '../event.ts';
import type { Pushes } from './state.ts';

/** Conversations that are remembered to have been told of; the oldest are forgotten first. */
const MOST_SHOWN = 50_000;

/** What `Pushes.shown` is kept by. */
export function shownKey(owner: Bare, conversation: string): string {
  return `${owner} ${conversation}`;
}

/** As the read marks of `owner` name the conversation of a message. */
export function markKey(owner: Bare, { room, to, from }: MessageEvent): string {
  return room !== undefined && to === undefined ? conversationOf(room, room) : conversationOf(owner, from.address);
}

/** The devices of `owner` are told of this message. */
export function noteShown({ shown }: Pushes, owner: Bare, event: MessageEvent): void {
  const key = shownKey(owner, markKey(owner, event));
  if (shown.has(key)) return;
  shown.set(key, event.id);
  if (shown.size <= MOST_SHOWN) return;
  const [oldest] = shown.keys();
  if (oldest !== undefined) shown.delete(oldest);
}
