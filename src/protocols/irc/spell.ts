import { View } from '../../core/endpoint.ts';
import type { Event, JoinedEvent, LeftEvent, PersonRef, RemovedEvent, SubjectEvent } from '../../core/event.ts';
import type { AwayEvent, ProfileEvent, WatchedEvent } from '../../core/presence/person-event.ts';
import type { ModesEvent } from '../../core/operators/operator-event.ts';
import { isAway } from '../../core/presence/availability.ts';
import { Cap } from './capabilities.ts';
import { subscription } from './contact-requests.ts';
import { identified, personIdentified } from './spell-identity.ts';
import { spellRead } from './mark.ts';
import { spellMetadata } from './metadata/spell-metadata.ts';
import { edited, editTold, reacted } from './spell-acts.ts';
import { spellMessage } from './spell-message.ts';
import { spellRedacted } from './spell-redacted.ts';
import { arrivalModes, modeLines } from './spell-modes.ts';
import { invited, knocked, roomRenamed } from './spell-room-changes.ts';
import { silenceMask } from './silence-mask.ts';
import { tagged, type Asked, type Spelt } from './spelt.ts';
import { sourceOf } from './spelling.ts';
import { formatModeChange } from './user-modes.ts';
import { formatLine, formatWords, middle } from './wire/format.ts';
import { numerics } from './wire/numerics.ts';

type Speller<T extends Event['type']> = (event: Extract<Event, { type: T }>, asked: Asked) => readonly Spelt[];

const nothing = (): readonly Spelt[] => [];

const spellers: { readonly [T in Event['type']]: Speller<T> } = {
  message: spellMessage,
  metadata: spellMetadata,
  joined,
  // Who goes offline is said to leave once, by `gone` (RFC 2812 3.1.7).
  left: (event, asked) => (event.quit ? pastQuit(event, asked) : [tagged(event, event.who, asked, left(event, asked))]),
  removed,
  ranked: (event, asked) => modeLines([event], asked),
  subject: (event, asked) => [tagged(event, event.by, asked, topic(event, asked))],
  configured: (event, asked) => modeLines([event], asked),
  'ban-list': (event, asked) => modeLines([event], asked),
  invited,
  knocked,
  'room-renamed': roomRenamed,
  // Told once for all rooms, each of which has an act and an id of its own: these have none to show.
  gone: ({ at, who, reason }, asked) => [tagged({ at }, who, asked, quit(who, reason))],
  'person-renamed': ({ at, who, nickname }, asked) => [tagged({ at }, who, asked, nick(who, nickname))],
  away,
  modes,
  announcement: (event, asked) => [
    tagged(event, event.by, asked, formatLine(sourceOf(event.by), 'WALLOPS', [event.text])),
  ],
  blocking: ({ owner, item, added }) => [
    { tags: '', text: formatWords(sourceOf(owner), 'SILENCE', [`${added ? '+' : '-'}${silenceMask(item)}`]) },
  ],
  'server-notice': ({ text }, { spelling }) => [
    { tags: '', text: formatLine(spelling.serverName, 'NOTICE', ['*', `*** ${text}`]) },
  ],
  profile,
  watched,
  'person-identified': personIdentified,
  identified,
  // Told once for all rooms by `person-renamed` and `away`; presence and rosters have no IRC twin.
  renamed: (event, asked) =>
    asked.view & View.REPLAY ? [tagged(event, event.who, asked, nick(event.who, event.nickname))] : [],
  availability: nothing,
  presence: nothing,
  subscription,
  'roster-push': nothing,
  redacted: spellRedacted,
  reacted,
  edited,
  'edit-told': editTold,
  read: spellRead,
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

/** In its rooms' histories somebody's end is told for each of them. */
function pastQuit(event: LeftEvent, asked: Asked): Spelt[] {
  return asked.view & View.REPLAY ? [tagged(event, event.who, asked, quit(event.who, event.reason))] : [];
}

function quit(who: PersonRef, reason: string): string {
  return formatLine(sourceOf(who), 'QUIT', [reason]);
}

function nick(who: PersonRef, nickname: string): string {
  return formatWords(sourceOf(who), 'NICK', [nickname]);
}

/** Who comes into a room is shown to others with rank, and as away (IRCv3 away-notify); who comes themselves reads NAMES. */
function joined(event: JoinedEvent, asked: Asked): Spelt[] {
  const { who } = event;
  const line = tagged(event, who, asked, join(event, asked));
  if (asked.view & (View.SELF | View.REPLAY)) return [line];
  const modes = arrivalModes(event, asked);
  return isAway(who.availability)
    ? [line, ...modes, ...away({ ...event, availability: who.availability }, asked)]
    : [line, ...modes];
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
  return [tagged({ at: event.at }, who, asked, formatLine(sourceOf(who), 'AWAY', params))];
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
