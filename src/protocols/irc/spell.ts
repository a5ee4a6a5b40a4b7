import { View } from '../../core/endpoint.ts';
import type {
  BanListEvent,
  ConfiguredEvent,
  Event,
  InvitedEvent,
  JoinedEvent,
  PersonRef,
  RankedEvent,
  RemovedEvent,
} from '../../core/event.ts';
import { isAway } from '../../core/presence/availability.ts';
import { Cap } from './capabilities.ts';
import { letterOfList, modeOfSetting, rankLetters, ranks } from './modes.ts';
import { spellMessage } from './spell-message.ts';
import { eventTags, type Asked, type Spelt } from './spelt.ts';
import { sourceOf } from './spelling.ts';
import { formatLine, formatWords } from './wire/format.ts';

/** The lines that show an event to somebody with those capabilities; none where IRC has nothing to show. */
export function spell(event: Event, asked: Asked): readonly Spelt[] {
  switch (event.type) {
    case 'message':
      return spellMessage(event, asked);
    case 'joined':
      return [tagged(event, event.who, asked, joined(event, asked))];
    case 'left':
      // Who goes offline is said to leave once, by `gone` (RFC 2812 3.1.7).
      if (event.quit) return [];
      return [
        tagged(event, event.who, asked, left(sourceOf(event.who), asked.spelling.channel(event.room), event.reason)),
      ];
    case 'removed':
      return removed(event, asked);
    case 'ranked':
      return ranked(event, asked);
    case 'subject':
      return [
        tagged(
          event,
          event.by,
          asked,
          formatLine(sourceOf(event.by), 'TOPIC', [asked.spelling.channel(event.room), subjectText(event.subject)]),
        ),
      ];
    case 'configured':
      return configured(event, asked);
    case 'ban-list':
      return [tagged(event, event.by, asked, banList(event, asked))];
    case 'invited':
      return asked.view & View.SELF ? [tagged(event, event.by, asked, invited(event, asked))] : [];
    case 'gone':
      return [tagged(event, event.who, asked, formatLine(sourceOf(event.who), 'QUIT', [event.reason]))];
    case 'person-renamed':
      return [tagged(event, event.who, asked, formatWords(sourceOf(event.who), 'NICK', [event.nickname]))];
    case 'away': {
      if (!(asked.caps & Cap.awayNotify) || asked.view & View.SELF) return [];
      const { availability } = event;
      const params = isAway(availability) ? [awayText(availability)] : [];
      return [tagged(event, event.who, asked, formatLine(sourceOf(event.who), 'AWAY', params))];
    }
    // Told once for all rooms by `person-renamed` and `away`; presence and rosters have no IRC twin yet.
    case 'renamed':
    case 'availability':
    case 'presence':
    case 'subscription':
    case 'roster-push':
      return [];
  }
}

/** What somebody away is said to be (SEMANTICS 5, "away"). */
export function awayText(availability: { readonly show: string; readonly status: string }): string {
  return availability.status || (availability.show === 'dnd' ? 'Busy' : 'Away');
}

/** IRC topics are one line (SEMANTICS 5, "subject"). */
export function subjectText(subject: string): string {
  return subject.replace(/(\r\n|\r|\n)+/g, ' | ');
}

/** A line with the tags that say when it happened and whose account did it. */
export function tagged(
  event: { readonly at: number },
  by: PersonRef | undefined,
  { caps }: Asked,
  text: string,
): Spelt {
  return { tags: eventTags(event.at, by?.account, caps), text };
}

function joined({ who, room }: JoinedEvent, { caps, spelling }: Asked): string {
  const channel = spelling.channel(room);
  if (!(caps & Cap.extendedJoin)) return formatWords(sourceOf(who), 'JOIN', [channel]);
  return formatLine(sourceOf(who), 'JOIN', [channel, who.account ?? '*', who.displayName]);
}

function left(source: string, channel: string, reason: string): string {
  return reason === '' ? formatWords(source, 'PART', [channel]) : formatLine(source, 'PART', [channel, reason]);
}

const removalTexts: Partial<Record<RemovedEvent['cause'], string>> = {
  banned: 'Banned',
  'affiliation-lost': 'Affiliation changed',
  'members-only': 'Room is now members-only',
  destroyed: 'Room destroyed',
};

function removed(event: RemovedEvent, asked: Asked): Spelt[] {
  // The session ends, and `gone` says so.
  if (event.cause === 'shutdown' || event.cause === 'error') return [];
  const by = event.cause === 'kicked' ? event.by : undefined;
  const source = by ? sourceOf(by) : asked.spelling.serverName;
  const text = removalTexts[event.cause];
  const reason =
    text === undefined ? event.reason || (by?.nickname ?? '') : [text, event.reason].filter(Boolean).join(': ');
  const params = [asked.spelling.channel(event.room), event.who.nickname, reason];
  return [tagged(event, by, asked, formatLine(source, 'KICK', params))];
}

function ranked(event: RankedEvent, asked: Asked): Spelt[] {
  const { who, before, present } = event;
  if (!present) return [];
  const isModerated = asked.spelling.isModerated(event.room);
  const had = rankLetters(before.affiliation, before.role, isModerated);
  const has = rankLetters(who.affiliation, who.role, isModerated);
  // Voices that come and go with +m are seen by that mode.
  const shown = ranks.filter(({ letter }) => letter !== 'v' || event.by !== undefined);
  const lost = shown.filter(({ letter }) => had.includes(letter) && !has.includes(letter));
  const got = shown.filter(({ letter }) => has.includes(letter) && !had.includes(letter));
  if (lost.length + got.length === 0) return [];
  const change = (sign: string, of: typeof lost) =>
    of.length === 0 ? '' : sign + of.map(({ letter }) => letter).join('');
  const modes = change('-', lost) + change('+', got);
  return [modeLine(event, asked, [modes, ...[...lost, ...got].map(() => who.nickname)])];
}

function configured(event: ConfiguredEvent, asked: Asked): Spelt[] {
  const signs = { '-': '', '+': '' };
  const params: Record<keyof typeof signs, string[]> = { '-': [], '+': [] };
  for (const { name, before, after } of event.changes) {
    const mode = modeOfSetting.get(name);
    if (!mode) continue;
    const sign = after === false || after === '' || after === 0 ? '-' : '+';
    signs[sign] += mode.letter;
    if (mode.argument === 'key') params[sign].push(String(sign === '+' ? after : before));
    if (mode.argument === 'number' && sign === '+') params[sign].push(String(after));
  }
  const modes = (signs['-'] && `-${signs['-']}`) + (signs['+'] && `+${signs['+']}`);
  return modes === '' ? [] : [modeLine(event, asked, [modes, ...params['-'], ...params['+']])];
}

function banList({ list, mask, added, by, room }: BanListEvent, { spelling }: Asked): string {
  const source = by ? sourceOf(by) : spelling.serverName;
  return formatWords(source, 'MODE', [spelling.channel(room), `${added ? '+' : '-'}${letterOfList[list]}`, mask]);
}

function modeLine(event: RankedEvent | ConfiguredEvent, asked: Asked, params: readonly string[]): Spelt {
  const source = event.by ? sourceOf(event.by) : asked.spelling.serverName;
  return tagged(event, event.by, asked, formatWords(source, 'MODE', [asked.spelling.channel(event.room), ...params]));
}

function invited({ by, who, room }: InvitedEvent, { spelling }: Asked): string {
  return formatWords(sourceOf(by), 'INVITE', [spelling.nick(who.address), spelling.channel(room)]);
}
