import type { View } from '../../core/endpoint.ts';
import type { PersonRef } from '../../core/event.ts';
import { Cap } from './capabilities.ts';
import type { Spelling } from './spelling.ts';
import { formatTag } from './wire/tags.ts';

/** A line as it will be sent; `tags` without the `@`. */
export interface Spelt {
  readonly tags: string;
  readonly text: string;
}

/** For whom an event is to be spelt. */
export interface Asked {
  readonly view: View;
  readonly caps: number;
  readonly spelling: Spelling;
}

/** Begins the references of batches that are one message; a connection's own count has no hyphen. */
export const MULTILINE_REFERENCE = 'm-';

/** Tag of who says a message for somebody else: shown also to those who know nothing of other tags (Ergo, RELAYMSG). */
export const RELAYED_BY = 'draft/relaymsg';

/** Tags of the server's own: which message is edited by this one, and when this one got its text (docs/irc.md). */
export const EDIT = 'causeway.chat/edit';
export const EDITED = 'causeway.chat/edited';

/** Tags that say when an event happened, whose account did it and whether that is a program, as far as the receiver wants to know. */
export function eventTags(at: number, who: Pick<PersonRef, 'account' | 'isBot'> | undefined, caps: number): string {
  const time = caps & Cap.serverTime ? `time=${new Date(at).toISOString()}` : '';
  if (who === undefined) return time;
  const by = caps & Cap.accountTag && who.account !== undefined ? formatTag('account', who.account) : '';
  const tags = joinTags(time, by);
  return who.isBot && caps & Cap.messageTags ? joinTags(tags, 'bot') : tags; // IRCv3 bot-mode, "The bot tag"
}

/** A line with the tags that say when it happened, whose account did it and how history calls it. */
export function tagged(
  { at, id }: { readonly at: number; readonly id?: string },
  by: PersonRef | undefined,
  { caps }: Asked,
  text: string,
): Spelt {
  const tags = eventTags(at, by, caps);
  return { tags: id && caps & Cap.messageTags ? joinTags(tags, `msgid=${id}`) : tags, text };
}

export function joinTags(a: string, b: string): string {
  return a !== '' && b !== '' ? `${a};${b}` : a + b;
}
