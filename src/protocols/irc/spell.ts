import { View } from '../../core/endpoint.ts';
import type {
  AwayEvent,
  BanListEvent,
  ConfiguredEvent,
  Event,
  InvitedEvent,
  JoinedEvent,
  LeftEvent,
  PersonRef,
  ProfileEvent,
  RankedEvent,
  RemovedEvent,
  SubjectEvent,
  WatchedEvent,
} from '../../core/event.ts';
import type { ModesEvent } from '../../core/operators/operator-event.ts';
import { isAway } from '../../core/presence/availability.ts';
import { Cap } from './capabilities.ts';
import { letterOfList, modeOfSetting, rankLetters, ranks } from './modes.ts';
import { spellMessage } from './spell-message.ts';
import { eventTags, type Asked, type Spelt } from './spelt.ts';
import { sourceOf } from './spelling.ts';
import { formatModeChange } from './user-modes.ts';
import { formatLine, formatWords, middle } from './wire/format.ts';
import { numerics } from './wire/numerics.ts';

type Speller<T extends Event['type']> = (event: Extract<Event, { type: T }>, asked: Asked) => readonly Spelt[];

const nothing = (): readonly Spelt[] => [];

const spellers: { readonly [T in Event['type']]: Speller<T> } = {
  message: spellMessage,
  joined,
  // Who goes offline is said to leave once, by `gone` (RFC 2812 3.1.7).
  left: (event, asked) => (event.quit ? [] : [tagged(event, event.who, asked, left(event, asked))]),
  removed,
  ranked,
  subject: (event, asked) => [tagged(event, event.by, asked, topic(event, asked))],
  configured,
  'ban-list': (event, asked) => [tagged(event, event.by, asked, banList(event, asked))],
  invited: (event, asked) => (asked.view & View.SELF ? [tagged(event, event.by, asked, invited(event, asked))] : []),
  gone: (event, asked) => [tagged(event, event.who, asked, formatLine(sourceOf(event.who), 'QUIT', [event.reason]))],
  'person-renamed': (event, asked) => [
    tagged(event, event.who, asked, formatWords(sourceOf(event.who), 'NICK', [event.nickname])),
  ],
  away,
  modes,
  announcement: (event, asked) => [
    tagged(event, event.by, asked, formatLine(sourceOf(event.by), 'WALLOPS', [event.text])),
  ],
  'server-notice': ({ text }, { spelling }) => [
    { tags: '', text: formatLine(spelling.serverName, 'NOTICE', ['*', `*** ${text}`]) },
  ],
  profile,
  watched,
  // Told once for all rooms by `person-renamed` and `away`; presence and rosters have no IRC twin yet.
  renamed: nothing,
  availability: nothing,
  presence: nothing,
  subscription: nothing,
  'roster-push': nothing,
  redacted: nothing,
  read: nothing,
};

/** The lines that show an event to somebody with those capabilities; none where IRC has nothing to show. */
export function spell(event: Event, asked: Asked): readonly Spelt[] {
  // IRCv3 extended-monitor: who shares no room is told only where it was asked for.
  if (asked.view & View.WATCHING && !(asked.caps & Cap.extendedMonitor)) return [];
  return (spellers[event.type] as Speller<Event['type']>)(event, asked);
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

/** Who comes into a room being away is shown so to others at once (IRCv3 away-notify). */
function joined(event: JoinedEvent, asked: Asked): Spelt[] {
  const { who } = event;
  const line = tagged(event, who, asked, join(event, asked));
  return isAway(who.availability) ? [line, ...away({ ...event, availability: who.availability }, asked)] : [line];
}

function join({ who, room }: JoinedEvent, { caps, spelling }: Asked): string {
  const channel = spelling.channel(room);
  if (!(caps & Cap.extendedJoin)) return formatWords(sourceOf(who), 'JOIN', [channel]);
  return formatLine(sourceOf(who), 'JOIN', [channel, who.account ?? '*', who.displayName]);
}

function left({ who, room, reason }: LeftEvent, { spelling }: Asked): string {
  const params = [spelling.channel(room)];
  return reason === ''
    ? formatWords(sourceOf(who), 'PART', params)
    : formatLine(sourceOf(who), 'PART', [...params, reason]);
}

function topic({ by, room, subject }: SubjectEvent, { spelling }: Asked): string {
  return formatLine(sourceOf(by), 'TOPIC', [spelling.channel(room), subjectText(subject)]);
}

function away(event: Pick<AwayEvent, 'at' | 'who' | 'availability'>, asked: Asked): Spelt[] {
  if (!(asked.caps & Cap.awayNotify) || asked.view & View.SELF) return [];
  const { availability, who } = event;
  const params = isAway(availability) ? [awayText(availability)] : [];
  return [tagged(event, who, asked, formatLine(sourceOf(who), 'AWAY', params))];
}

function modes({ who, before, after }: ModesEvent): Spelt[] {
  const change = formatModeChange(before, after);
  return change === '' ? [] : [{ tags: '', text: formatWords(sourceOf(who), 'MODE', [who.nickname, change]) }];
}

/** IRCv3 setname: to who asked, and to everybody else who knows the capability. */
function profile(event: ProfileEvent, asked: Asked): Spelt[] {
  if (!(asked.caps & Cap.setname)) return [];
  return [tagged(event, event.who, asked, formatLine(sourceOf(event.who), 'SETNAME', [event.displayName]))];
}

/** 730 and 731 (IRCv3 monitor): addressed to nobody in particular, so that all who watch share the line. */
function watched({ name, mask, isHere }: WatchedEvent, { spelling }: Asked): Spelt[] {
  const numeric = isHere ? numerics.RPL_MONONLINE : numerics.RPL_MONOFFLINE;
  const target = isHere ? sourceOf({ nickname: name, mask }) : middle(name);
  return [{ tags: '', text: formatLine(spelling.serverName, numeric[0], ['*', target]) }];
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
