import type { Bare } from '../../lib/address.ts';
import { editedAt } from '../../core/archive/edited.ts';
import { sameName } from '../../lib/fold.ts';
import type { Audience, MessageEvent } from '../../core/event.ts';
import { Cap } from './capabilities.ts';
import { isBlank, messageLines, type MessageLine } from './message-lines.ts';
import { EDITED, MULTILINE_REFERENCE, RELAYED_BY, eventTags, joinTags, type Asked, type Spelt } from './spelt.ts';
import { sourceOf } from './spelling.ts';
import { formatTag } from './wire/tags.ts';
import { MAX_BODY } from './wire/framer.ts';

const ACTION = '\x01ACTION ';

/** What stands before a channel's name where only a rank and above hears it (005 STATUSMSG). */
export const audiencePrefix: Readonly<Record<Audience, string>> = {
  voiced: '+',
  moderators: '@',
  admins: '&',
  owners: '~',
  // Said to all, though only moderators hear it (channel mode U).
  'op-moderated': '',
};

/** A message on its way to a line: what all its lines have in common. */
interface Spoken {
  readonly event: MessageEvent;
  readonly asked: Asked;
  readonly source: string;
  readonly target: string;
  /** All before the text. */
  readonly head: string;
  /** Tags that every line has, and those of the whole message. */
  readonly common: string;
  readonly own: string;
}

/**
 * PRIVMSG, NOTICE or TAGMSG. What has several lines, or one that is too long, is a batch for those who have draft/multiline; for
 * others several messages of which the first has the msgid and all the same time (SEMANTICS 5.2, RELIABILITY B-06).
 */
export function spellMessage(event: MessageEvent, asked: Asked): readonly Spelt[] {
  const { caps, spelling } = asked;
  const { audience } = event;
  const prefix = audience === undefined ? '' : audiencePrefix[audience];
  const target = event.to === undefined ? prefix + spelling.channel(event.room as Bare) : spelling.nick(event.to);
  const source = `:${sourceOf(event.from)}`;
  if (event.body === undefined) return spellTags(event, asked, `${source} TAGMSG ${target}`);
  const head = `${source} ${event.kind === 'notice' ? 'NOTICE' : 'PRIVMSG'} ${target} :`;
  const common = eventTags(event.at, event.from, caps);
  const own = messageTags(event, asked);
  const spoken: Spoken = { event, asked, source, target, head, common, own };
  const isAction = event.kind === 'action';
  const budget = MAX_BODY - 2 - Buffer.byteLength(head) - (isAction ? ACTION.length + 1 : 0);
  const to = addressed(event, caps);
  const cuts = to === '' ? event.cuts : event.cuts?.map((cut) => cut + to.length);
  const lines = messageLines(to + event.body, cuts, budget);
  return caps & Cap.multiline && lines.length > 1 ? asBatch(spoken, lines) : asLines(spoken, lines);
}

/** IRCv3 multiline, "Fallback": without the blank ones, and the msgid on the first alone. */
function asLines({ event, asked, head, common, own }: Spoken, lines: readonly MessageLine[]): readonly Spelt[] {
  const isAction = event.kind === 'action';
  const shown = lines.length === 1 ? lines : lines.filter((line) => !isBlank(line));
  const rest = shown.length > 1 ? joinTags(common, clientTags(event, asked)) : '';
  return shown.map(({ text }, i) => ({
    tags: i === 0 ? joinTags(common, own) : rest,
    text: head + (isAction ? `${ACTION}${text}\x01` : text),
  }));
}

/** IRCv3 multiline, "Batch types": all tags on the opening, and the lines put together are the text. */
function asBatch({ event, source, target, head, common, own }: Spoken, lines: readonly MessageLine[]): Spelt[] {
  const reference = MULTILINE_REFERENCE + event.id.slice(-12);
  const [before, behind] = event.kind === 'action' ? [ACTION, '\x01'] : ['', ''];
  const inner = lines.map(({ text, continues }, i) => ({
    tags: `batch=${reference}${continues ? ';draft/multiline-concat' : ''}`,
    text: head + (i === 0 ? before : '') + text + (i === lines.length - 1 ? behind : ''),
  }));
  return [
    { tags: joinTags(common, own), text: `${source} BATCH +${reference} draft/multiline ${target}` },
    ...inner,
    { tags: '', text: `${source} BATCH -${reference}` },
  ];
}

/**
 * Whoever sees no tags would not know what is answered: where that is far up, the answer begins with the name of whose words it
 * was, unless it has it (SEMANTICS 5, "reply").
 */
function addressed({ quoted, body, kind }: MessageEvent, caps: number): string {
  if (quoted === undefined || !quoted.isDistant || caps & Cap.messageTags || kind === 'action') return '';
  const words = (body ?? '').split(/[\s,:;@]+/, 100);
  return words.some((word) => sameName(word, quoted.nickname)) ? '' : `${quoted.nickname}: `;
}

/** Typing, reactions: only for those who see tags, and only where IRC has something to see. */
function spellTags(event: MessageEvent, asked: Asked, text: string): readonly Spelt[] {
  if (!(asked.caps & Cap.messageTags)) return [];
  if (event.typing === undefined && (event.tags === undefined || Object.keys(event.tags).length === 0)) return [];
  return [{ tags: joinTags(eventTags(event.at, event.from, asked.caps), messageTags(event, asked)), text }];
}

function messageTags(event: MessageEvent, asked: Asked): string {
  const { id, tags } = event;
  const relay = tags?.[RELAYED_BY];
  if (!(asked.caps & Cap.messageTags)) {
    return relay !== undefined && asked.caps & Cap.relaymsg ? formatTag(RELAYED_BY, relay) : '';
  }
  const rest = clientTags(event, asked);
  const at = event.edited && editedAt(event);
  const edit = at === undefined ? '' : `;${formatTag(EDITED, new Date(at).toISOString())}`;
  return `msgid=${id}${edit}${relay === undefined ? '' : `;${formatTag(RELAYED_BY, relay)}`}${rest === '' ? '' : `;${rest}`}`;
}

/** The tags that clients send each other; behind all others (message-tags, "Client-only tags"). */
function clientTags({ tags, typing, room, to }: MessageEvent, { caps, spelling }: Asked): string {
  if (!(caps & Cap.messageTags)) return '';
  let text = '';
  const add = (name: string, value: string): void => {
    text = joinTags(text, formatTag(name, value));
  };
  if (room !== undefined && to !== undefined) {
    add('+channel-context', spelling.channel(room));
    add('+draft/channel-context', spelling.channel(room));
  }
  if (typing !== undefined) add('+typing', typing);
  for (const name in tags) if (name !== RELAYED_BY) add(name, tags[name] as string);
  return text;
}
