import type { Bare } from '../../lib/address.ts';
import { asMessage } from '../../core/archive/edited.ts';
import { replyTags } from '../../core/archive/reply.ts';
import { View } from '../../core/endpoint.ts';
import type { EditedEvent, EditToldEvent, ReactedEvent } from '../../core/history-event.ts';
import { Cap } from './capabilities.ts';
import { editText } from './edit-text.ts';
import { spellMessage } from './spell-message.ts';
import { EDIT, eventTags, joinTags, tagged, type Asked, type Spelt } from './spelt.ts';
import { sourceOf } from './spelling.ts';
import { formatLine, formatWords } from './wire/format.ts';
import { formatTag } from './wire/tags.ts';
import { MAX_BODY } from './wire/framer.ts';

/** A TAGMSG for each reaction that is gone or new; the first has the id of the act. Who sees no tags has nothing to see (IRCv3 react). */
export function reacted(event: ReactedEvent, asked: Asked): readonly Spelt[] {
  if (!(asked.caps & Cap.messageTags)) return [];
  const { by, message, tags, added, removed } = event;
  const text = formatWords(sourceOf(by), 'TAGMSG', [targetOf(event, asked)]);
  const others = Object.entries({ ...tags, ...replyTags(message) }).map(([name, value]) => formatTag(name, value));
  const common = joinTags(eventTags(event.at, by, asked.caps), others.join(';'));
  const changes = [
    ...removed.map((each) => formatTag('+draft/unreact', each)),
    ...added.map((each) => formatTag('+draft/react', each)),
  ];
  return changes.map((change, i) => {
    const own = i === 0 && event.kept ? `${change};msgid=${event.id}` : change;
    return { tags: joinTags(common, own), text };
  });
}

/** EDIT, for who knows it and where it fits a line; others are told later (`editTold`). */
export function edited(event: EditedEvent, asked: Asked): readonly Spelt[] {
  if (!(asked.caps & Cap.edit)) return [];
  const { message, body, by } = event;
  const text = formatLine(sourceOf(by), 'EDIT', [targetOf(event, asked), message, body.split('\n', 1)[0] as string]);
  const fits = !body.includes('\n') && Buffer.byteLength(text) <= MAX_BODY - 2;
  if (fits) return [tagged(event, by, asked, text)];
  // History shows the message with the text that it has.
  return asked.view & View.REPLAY ? [] : said(event, `* ${body}`, asked);
}

/** What changed, said as a message of its own (SEMANTICS 5.1). */
export function editTold({ edit }: EditToldEvent, asked: Asked): readonly Spelt[] {
  const text = asked.caps & Cap.edit ? '' : editText(edit.before, edit.body);
  return text === '' ? [] : said(edit, text, asked);
}

function said(edit: EditedEvent, body: string, asked: Asked): readonly Spelt[] {
  const tags = { ...replyTags(edit.message), [EDIT]: edit.message };
  return spellMessage({ ...asMessage(edit), payload: undefined, body, tags }, asked);
}

function targetOf(
  { room, to }: { readonly room: Bare | undefined; readonly to: Bare | undefined },
  asked: Asked,
): string {
  return to === undefined ? asked.spelling.channel(room as Bare) : asked.spelling.nick(to);
}
