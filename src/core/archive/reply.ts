import { isId, type Id } from '../../lib/id.ts';
import type { MessageEvent, Quoted } from '../event.ts';

/** Tags by which a message says which one it answers (IRCv3 reply; the second is its name as a draft). */
const REPLY = '+reply';
const REPLY_DRAFT = '+draft/reply';

type Tagged = Pick<MessageEvent, 'tags'>;

/** The id of the message that this one answers, if it says so. */
export function replyOf({ tags }: Tagged): Id | undefined {
  if (tags === undefined) return undefined;
  const id = tags[REPLY] ?? tags[REPLY_DRAFT];
  return id !== undefined && isId(id) ? id : undefined;
}

/** The tags of an answer to that message. */
export function replyTags(id: Id): Readonly<Record<string, string>> {
  return { [REPLY]: id, [REPLY_DRAFT]: id };
}

/** Characters of what is answered that are quoted. */
const QUOTED = 80;
/** Messages in between, and milliseconds, after which an answer does not speak for itself (SEMANTICS 5, "reply"). */
const NEAR = 5;
const SOON = 60_000;

/** What `reply` answers, where it is among the messages at hand (oldest first). Whoever may read these may read it. */
export function quotedIn(recent: readonly MessageEvent[], reply: Tagged, now: number): Quoted | undefined {
  const id = replyOf(reply);
  if (id === undefined) return undefined;
  for (let i = recent.length - 1; i >= 0; i--) {
    const { id: each, from, body, at } = recent[i] as MessageEvent;
    if (each !== id) continue;
    const isDistant = recent.length - i > NEAR || now - at > SOON;
    return { nickname: from.nickname, text: excerpt(body ?? ''), isDistant };
  }
  return undefined;
}

/** Its first line, cut between characters. */
function excerpt(body: string): string {
  const [line = ''] = body.split('\n', 1);
  const characters = [...line];
  return characters.length <= QUOTED ? line : `${characters.slice(0, QUOTED - 1).join('')}…`;
}
