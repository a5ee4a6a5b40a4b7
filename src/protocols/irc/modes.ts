import type { Bare } from '../../lib/address.ts';
import type { RoomSettings, SettingName } from '../../core/rooms/settings.ts';
import type { MaskRecord } from '../../core/ports.ts';
import type { Rank } from '../../core/event.ts';

/** A channel mode that is a setting of the room (SEMANTICS 4). */
export interface SettingMode {
  readonly letter: string;
  readonly setting: SettingName;
  /** `flag`: none; `key`: to set and to unset; `number` and `channel`: to set (005 CHANMODES types D, B, C). */
  readonly argument: 'flag' | 'key' | 'number' | 'channel';
  /** Set by the server only. */
  readonly isReadOnly?: true;
  /** Understood, and shown as another letter. */
  readonly isAlias?: true;
}

/** What is here works; 005 CHANMODES, 004 and MODE are made of it. */
export const settingModes: readonly SettingMode[] = [
  { letter: 'C', setting: 'noRequests', argument: 'flag' },
  { letter: 'D', setting: 'delayedJoin', argument: 'flag' },
  { letter: 'E', setting: 'roleplay', argument: 'flag' },
  { letter: 'M', setting: 'guestsMuted', argument: 'flag' },
  { letter: 'R', setting: 'registeredOnly', argument: 'flag' },
  { letter: 'U', setting: 'opModerated', argument: 'flag' },
  { letter: 'c', setting: 'noFormatting', argument: 'flag' },
  { letter: 'f', setting: 'forward', argument: 'channel' },
  { letter: 'i', setting: 'membersOnly', argument: 'flag' },
  { letter: 'k', setting: 'key', argument: 'key' },
  { letter: 'l', setting: 'limit', argument: 'number' },
  { letter: 'm', setting: 'moderated', argument: 'flag' },
  { letter: 'n', setting: 'noOutside', argument: 'flag' },
  { letter: 'p', setting: 'secret', argument: 'flag', isAlias: true },
  { letter: 'r', setting: 'persistent', argument: 'flag', isReadOnly: true },
  { letter: 's', setting: 'secret', argument: 'flag' },
  { letter: 't', setting: 'subjectLocked', argument: 'flag' },
  { letter: 'u', setting: 'auditorium', argument: 'flag' },
  { letter: 'z', setting: 'nonAnonymous', argument: 'flag' },
];

export const modeOfLetter = new Map(settingModes.map((mode) => [mode.letter, mode]));
export const modeOfSetting = new Map(
  settingModes.filter(({ isAlias }) => !isAlias).map((mode) => [mode.setting, mode]),
);

/** Lists of masks, with the replies that show them. */
export const listModes = {
  b: { list: 'ban', entry: 'RPL_BANLIST', end: 'RPL_ENDOFBANLIST' },
  e: { list: 'exception', entry: 'RPL_EXCEPTLIST', end: 'RPL_ENDOFEXCEPTLIST' },
  I: { list: 'invitation', entry: 'RPL_INVITELIST', end: 'RPL_ENDOFINVITELIST' },
} as const;

export type ListLetter = keyof typeof listModes;

export const letterOfList: Readonly<Record<MaskRecord['list'], ListLetter>> = {
  ban: 'b',
  exception: 'e',
  invitation: 'I',
};

/** Ranks, highest first: what NAMES shows before a nick and which letter gives it. */
export const ranks = [
  { letter: 'q', prefix: '~' },
  { letter: 'a', prefix: '&' },
  { letter: 'o', prefix: '@' },
  { letter: 'v', prefix: '+' },
] as const;

export type RankLetter = (typeof ranks)[number]['letter'];

/** The rank letters of somebody, highest first. Voice is shown of members, and of whom it was given. */
export function rankLetters({ affiliation, role, isVoiced }: Rank): RankLetter[] {
  const letters: RankLetter[] = [];
  if (affiliation === 'owner') letters.push('q');
  else if (affiliation === 'admin') letters.push('a');
  else if (role === 'moderator') letters.push('o');
  if (isVoiced || (affiliation === 'member' && role !== 'visitor')) letters.push('v');
  return letters;
}

/** The prefixes of somebody: the highest, or all of them for clients with multi-prefix. */
export function rankPrefixes(letters: readonly RankLetter[], all: boolean): string {
  const prefixes = ranks.filter(({ letter }) => letters.includes(letter)).map(({ prefix }) => prefix);
  return all ? prefixes.join('') : (prefixes[0] ?? '');
}

/** The settings of a room as 324 shows them; the key only to who may see it. `channelOf` names the room of an address. */
export function formatSettings(
  settings: RoomSettings,
  mayKnowKey: boolean,
  channelOf: (address: Bare) => string,
): string[] {
  let letters = '+';
  const params: string[] = [];
  for (const { letter, setting, argument, isAlias } of settingModes) {
    const value = settings[setting];
    if (isAlias || value === false || value === '' || value === 0) continue;
    letters += letter;
    if (argument === 'number') params.push(String(value));
    if (argument === 'key') params.push(mayKnowKey ? String(value) : '*');
    if (argument === 'channel') params.push(channelOf(value as Bare));
  }
  return [letters, ...params];
}
