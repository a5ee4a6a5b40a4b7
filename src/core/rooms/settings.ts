/** A room's policy values, in core words; each wire has a table from its own (modes, form fields) to these. */
export interface RoomSettings {
  /** Title shown to people; the room's name where empty. */
  readonly title: string;
  readonly description: string;
  /** +i, membersonly: only members and invited may enter. */
  readonly membersOnly: boolean;
  /** +m: visitors may not speak, and who has no affiliation enters as visitor. */
  readonly moderated: boolean;
  /** +n: only occupants may speak. */
  readonly noOutside: boolean;
  /** +s: not listed. */
  readonly secret: boolean;
  /** +t: only moderators set the subject. */
  readonly subjectLocked: boolean;
  /** +k, roomsecret; empty for none. */
  readonly key: string;
  /** +l, maxusers; 0 for none. */
  readonly limit: number;
  /** +r: kept when empty. */
  readonly persistent: boolean;
  /** +z, whois=anyone: every occupant sees real addresses. */
  readonly nonAnonymous: boolean;
  /** Messages are kept (enablearchiving). */
  readonly archived: boolean;
  /** Whoever is inside reads what was said before they came, too. */
  readonly openHistory: boolean;
  /** +R: only accounts enter. */
  readonly registeredOnly: boolean;
  /** Members may invite to a members-only room. */
  readonly membersInvite: boolean;
  /** Who may send private messages through the room. */
  readonly privateMessages: 'anyone' | 'participants' | 'moderators' | 'none';
  /** +M: guests are heard only with voice. */
  readonly guestsMuted: boolean;
  /** +U: what somebody without voice says is shown to moderators only. */
  readonly opModerated: boolean;
  /** +C: no requests from client to client, but ACTION. */
  readonly noRequests: boolean;
  /** +c: colours and other formatting are taken out. */
  readonly noFormatting: boolean;
  /** +E: people may speak as characters of their own making. */
  readonly roleplay: boolean;
  /** +u, presencebroadcast: who has no rank is shown to moderators only. */
  readonly auditorium: boolean;
  /** +D: who comes is shown when they first speak or get a rank. */
  readonly delayedJoin: boolean;
  /** +f: the address of the room to which those who cannot enter are sent; empty for none. */
  readonly forward: string;
}

export type SettingName = keyof RoomSettings;

export interface SettingChange {
  readonly name: SettingName;
  readonly before: RoomSettings[SettingName];
  readonly after: RoomSettings[SettingName];
}

export const plainSettings: RoomSettings = {
  title: '',
  description: '',
  membersOnly: false,
  moderated: false,
  noOutside: true,
  secret: false,
  subjectLocked: true,
  key: '',
  limit: 0,
  persistent: true,
  nonAnonymous: false,
  archived: true,
  openHistory: false,
  registeredOnly: false,
  membersInvite: false,
  privateMessages: 'anyone',
  guestsMuted: false,
  opModerated: false,
  noRequests: false,
  noFormatting: false,
  roleplay: false,
  auditorium: false,
  delayedJoin: false,
  forward: '',
};
