import type { Bare } from '../../lib/address.ts';
import { View } from '../../core/endpoint.ts';
import type { RedactedEvent } from '../../core/history-event.ts';
import { Cap } from './capabilities.ts';
import { eventTags, joinTags, type Asked, type Spelt } from './spelt.ts';
import { sourceOf } from './spelling.ts';
import { formatLine, formatWords } from './wire/format.ts';

/**
 * REDACT for who knows it (draft/message-redaction). Others cannot take a message out of sight: in a room they are told, now and
 * then, that somebody wanted it gone ("Fallback", SEMANTICS 5).
 */
export function spellRedacted(event: RedactedEvent, asked: Asked): readonly Spelt[] {
  const { caps, spelling, view } = asked;
  const { by, reason, at } = event;
  const target = event.to === undefined ? spelling.channel(event.room as Bare) : spelling.nick(event.to);
  const tags = eventTags(at, by, caps);
  if (caps & Cap.redaction) {
    const params = [target, event.message];
    const text =
      reason === ''
        ? formatWords(sourceOf(by), 'REDACT', params)
        : formatLine(sourceOf(by), 'REDACT', [...params, reason]);
    return [{ tags: caps & Cap.messageTags ? joinTags(tags, `msgid=${event.id}`) : tags, text }];
  }
  if (!event.isLoud || view & View.REPLAY) return [];
  const act =
    by.address === event.author.address ? 'took back a message' : `removed a message by ${event.author.nickname}`;
  const why = reason === '' ? '' : `: ${reason}`;
  return [
    {
      tags: eventTags(at, undefined, caps),
      text: formatLine(spelling.serverName, 'NOTICE', [target, `${by.nickname} ${act}${why}`]),
    },
  ];
}
