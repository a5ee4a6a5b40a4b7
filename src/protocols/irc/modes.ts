import type { RoomSettings, SettingName } from '../../core/rooms/settings.ts';
import type { MaskRecord } from '../../core/ports.ts';
import type { Affiliation, Role } from '../../core/rooms/rank.ts';

/** A channel mode that is a setting of the room (SEMANTICS 4). */
export interface SettingMode {
  readonly letter: string;
  readonly setting: SettingName;
  /** `flag`: none; `key`: to set and to unset; `number`: to set (005 CHANMODES types D, B, C). */
  readonly argument: 'flag' | 'key' | 'number';
  /** Set by the server only. */
  readonly isReadOnly?: true;
}

/** What is here works; 005 CHANMODES, 004 and MODE are made of it. */
export const settingModes: readonly SettingMode[] = [
  { letter: 'R', setting: 'registeredOnly', argument: 'flag' },
  { letter: 'i', setting: 'membersOnly', argument: 'flag' },
  { letter: 'k', setting: 'key', argument: 'key' },
  { letter: 'l', setting: 'limit', argument: 'number' },
  { letter: 'm', setting: 'moderated', argument: 'flag' },
  { letter: 'n', setting: 'noOutside', argument: 'flag' },
  { letter: 'r', setting: 'persistent', argument: 'flag', isReadOnly: true },
  { letter: 's', setting: 'secret', argument: 'flag' },
  { letter: 't', setting: 'subjectLocked', argument: 'flag' },
  { letter: 'z', setting: 'nonAnonymous', argument: 'flag' },
];

export const modeOfLetter = new Map(settingModes.map((mode) => [mode.letter, mode]));
export const modeOfSetting = new Map(settingModes.map((mode) => [mode.setting, mode]));

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

/** The rank letters of somebody, highest first. Voice is shown of members, and of who may speak where not everybody may. */
export function rankLetters(affiliation: Affiliation, role: Role, isModerated: boolean): RankLetter[] {
  const letters: RankLetter[] = [];
  if (affiliation === 'owner') letters.push('q');
  else if (affiliation === 'admin') letters.push('a');
  else if (role === 'moderator') letters.push('o');
  const isVoiced = isModerated && affiliation === 'none' && role === 'participant';
  if (isVoiced || (affiliation === 'member' && role !== 'visitor')) letters.push('v');
  return letters;
}

/** The prefixes of somebody: the highest, or all of them for clients with multi-prefix. */
export function rankPrefixes(letters: readonly RankLetter[], all: boolean): string {
  const prefixes = ranks.filter(({ letter }) => letters.includes(letter)).map(({ prefix }) => prefix);
  return all ? prefixes.join('') : (prefixes[0] ?? '');
}

/** The settings of a room as 324 shows them; the key only to who may see it. */
export function formatSettings(settings: RoomSettings, mayKnowKey: boolean): string[] {
  let letters = '+';
  const params: string[] = [];
  for (const { letter, setting, argument } of settingModes) {
    const value = settings[setting];
    if (value === false || value === '' || value === 0) continue;
    letters += letter;
    if (argument === 'number') params.push(String(value));
    if (argument === 'key') params.push(mayKnowKey ? String(value) : '*');
  }
  return [letters, ...params];
}
