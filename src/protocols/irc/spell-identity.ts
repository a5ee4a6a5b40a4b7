import { View } from '../../core/endpoint.ts';
import type { IdentifiedEvent, PersonIdentifiedEvent, PersonRef, Rank } from '../../core/event.ts';
import { Cap } from './capabilities.ts';
import { modeLines } from './spell-modes.ts';
import { eventTags, type Asked, type Spelt } from './spelt.ts';
import { sourceOf } from './spelling.ts';
import { formatLine, formatWords } from './wire/format.ts';

/**
 * ACCOUNT and CHGHOST (IRCv3 account-notify, chghost). Whoever does not understand the latter sees the person come back from a
 * QUIT, room by room ("Fallback when the chghost capability has not been negotiated").
 */
export function personIdentified({ at, who, became }: PersonIdentifiedEvent, asked: Asked): readonly Spelt[] {
  const { caps, view } = asked;
  const source = sourceOf(who);
  const line = (by: PersonRef, text: string): Spelt => ({ tags: eventTags(at, by, caps), text });
  const lines: Spelt[] = [];
  if (caps & Cap.accountNotify) lines.push(line(became, formatWords(source, 'ACCOUNT', [became.account ?? '*'])));
  if (who.mask === became.mask) return lines;
  const [user = '', host = ''] = became.mask.split('@');
  if (caps & Cap.chghost) lines.push(line(became, formatWords(source, 'CHGHOST', [user, host])));
  else if (!(view & (View.SELF | View.WATCHING))) lines.push(line(who, formatLine(source, 'QUIT', ['Changing host'])));
  return lines;
}

/** The room's part of it: what the fallback needs, and the rank that the account has here. */
export function identified(event: IdentifiedEvent, asked: Asked): readonly Spelt[] {
  const { at, id, who, room, before } = event;
  const { caps, view } = asked;
  const modes = (from: Rank): Spelt[] =>
    modeLines([{ type: 'ranked', at, id, who, room, before: from, present: true, by: undefined, reason: '' }], asked);
  if (caps & Cap.chghost || view & View.SELF) return modes(before);
  const channel = asked.spelling.channel(room);
  const join =
    caps & Cap.extendedJoin
      ? formatLine(sourceOf(who), 'JOIN', [channel, who.account ?? '*', who.displayName])
      : formatWords(sourceOf(who), 'JOIN', [channel]);
  return [{ tags: eventTags(at, who, caps), text: join }, ...modes({ affiliation: 'none', role: 'participant' })];
}
