import type { Bare } from '../../lib/address.ts';
import type { MessageEvent } from '../../core/event.ts';
import { Cap } from './capabilities.ts';
import { eventTags, joinTags, type Asked, type Spelt } from './spelt.ts';
import { sourceOf } from './spelling.ts';
import { oneLine } from './wire/format.ts';
import { splitText } from './wire/split.ts';
import { formatTag } from './wire/tags.ts';
import { MAX_BODY } from './wire/framer.ts';

const ACTION = '\x01ACTION ';

/**
 * PRIVMSG, NOTICE or TAGMSG. Several lines, or one that is too long, become several PRIVMSG of which the first has the msgid and
 * all the same time (SEMANTICS 5.2, RELIABILITY B-06).
 */
export function spellMessage(event: MessageEvent, asked: Asked): readonly Spelt[] {
  const { caps, spelling } = asked;
  const target = event.to === undefined ? spelling.channel(event.room as Bare) : spelling.nick(event.to);
  const source = `:${sourceOf(event.from)}`;
  if (event.body === undefined) return spellTags(event, asked, `${source} TAGMSG ${target}`);
  const head = `${source} ${event.kind === 'notice' ? 'NOTICE' : 'PRIVMSG'} ${target} :`;
  const isAction = event.kind === 'action';
  const budget = MAX_BODY - 2 - Buffer.byteLength(head) - (isAction ? ACTION.length + 1 : 0);
  const tags = eventTags(event.at, event.from.account, caps);
  return piecesOf(event.body, budget).map((piece, i) => ({
    tags: i === 0 ? joinTags(tags, messageTags(event, asked)) : tags,
    text: head + (isAction ? `${ACTION}${piece}\x01` : piece),
  }));
}

function piecesOf(body: string, budget: number): string[] {
  if (!/[\r\n]/.test(body)) return splitText(oneLine(body), budget);
  const lines = body.split(/\r\n|\r|\n/).filter((line) => line.trim() !== '');
  return lines.flatMap((line) => splitText(oneLine(line), budget));
}

/** Typing, reactions: only for those who see tags, and only where IRC has something to see. */
function spellTags(event: MessageEvent, asked: Asked, text: string): readonly Spelt[] {
  if (!(asked.caps & Cap.messageTags) || event.tags === undefined || Object.keys(event.tags).length === 0) return [];
  const tags = eventTags(event.at, event.from.account, asked.caps);
  return [{ tags: joinTags(tags, messageTags(event, asked)), text }];
}

function messageTags({ id, tags, room, to }: MessageEvent, { caps, spelling }: Asked): string {
  if (!(caps & Cap.messageTags)) return '';
  let text = `msgid=${id}`;
  if (room !== undefined && to !== undefined) text += `;${formatTag('+draft/channel-context', spelling.channel(room))}`;
  for (const name in tags) text += `;${formatTag(name, tags[name] as string)}`;
  return text;
}
