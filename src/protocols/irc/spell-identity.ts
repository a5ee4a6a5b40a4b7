import { View } from '../../core/endpoint.ts';
import type { IdentifiedEvent, OccupantRef, PersonIdentifiedEvent, PersonRef } from '../../core/event.ts';
import { Cap } from './capabilities.ts';
import { rankLetters } from './modes.ts';
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
  const line = (by: PersonRef, text: string): Spelt => ({ tags: eventTags(at, by.account, caps), text });
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
  const { at, who, room, before } = event;
  const { caps, spelling, view } = asked;
  const channel = spelling.channel(room);
  const isModerated = spelling.isModerated(room);
  const has = rankLetters(who.affiliation, who.role, isModerated);
  const tags = eventTags(at, who.account, caps);
  if (caps & Cap.chghost || view & View.SELF) {
    const had = rankLetters(before.affiliation, before.role, isModerated);
    const modes = sign('-', letters(had, has)) + sign('+', letters(has, had));
    return modes === '' ? [] : [{ tags: eventTags(at, undefined, caps), text: modeLine(asked, channel, modes, who) }];
  }
  const join =
    caps & Cap.extendedJoin
      ? formatLine(sourceOf(who), 'JOIN', [channel, who.account ?? '*', who.displayName])
      : formatWords(sourceOf(who), 'JOIN', [channel]);
  const modes = sign('+', letters(has, ''));
  const ranks =
    modes === '' ? [] : [{ tags: eventTags(at, undefined, caps), text: modeLine(asked, channel, modes, who) }];
  return [{ tags, text: join }, ...ranks];
}

function letters(of: string | readonly string[], without: string | readonly string[]): string {
  return [...of].filter((letter) => !without.includes(letter)).join('');
}

function sign(of: '+' | '-', modes: string): string {
  return modes === '' ? '' : of + modes;
}

function modeLine({ spelling }: Asked, channel: string, modes: string, { nickname }: OccupantRef): string {
  const targets = modes.replace(/[+-]/g, '').length;
  return formatWords(spelling.serverName, 'MODE', [channel, modes, ...new Array<string>(targets).fill(nickname)]);
}
