import { parseAddress } from '../../../../lib/address.ts';
import type { RoomSettings } from '../../../../core/rooms/settings.ts';
import { readBoolean, type Field, type SubmittedForm } from '../../wire/data-form.ts';

type Patch = Partial<RoomSettings>;

/** One field of the configuration form: how a setting is shown, and what a submitted value means; undefined for nonsense. */
interface ConfigField {
  readonly name: string;
  readonly label: string;
  show(settings: RoomSettings): Omit<Field, 'name' | 'label'>;
  read(values: readonly string[], form: SubmittedForm, settings: RoomSettings): Patch | undefined;
}

type Flag = { [Name in keyof RoomSettings]: RoomSettings[Name] extends boolean ? Name : never }[keyof RoomSettings];
type Text = 'title' | 'description';

function text(name: string, label: string, setting: Text): ConfigField {
  return {
    name,
    label,
    show: (settings) => ({ type: 'text-single', values: [settings[setting]] }),
    read: (values) => ({ [setting]: values.join(' ').replace(/[\r\n]+/g, ' ') }),
  };
}

/** `inverse` where the form asks for the opposite of what the setting says. */
function flag(name: string, label: string, setting: Flag, inverse = false): ConfigField {
  return {
    name,
    label,
    show: (settings) => ({ type: 'boolean', values: [settings[setting] !== inverse ? '1' : '0'] }),
    read([value]) {
      const given = readBoolean(value);
      return given === undefined ? undefined : { [setting]: given !== inverse };
    },
  };
}

const whois: ConfigField = {
  name: 'muc#roomconfig_whois',
  label: 'Who may see real addresses',
  show: ({ nonAnonymous }) => ({
    type: 'list-single',
    values: [nonAnonymous ? 'anyone' : 'moderators'],
    options: [
      ['Moderators', 'moderators'],
      ['Anyone', 'anyone'],
    ],
  }),
  read: ([value]) => (value === 'anyone' || value === 'moderators' ? { nonAnonymous: value === 'anyone' } : undefined),
};

const writers = ['anyone', 'participants', 'moderators', 'none'] as const;

const allowPm: ConfigField = {
  name: 'muc#roomconfig_allowpm',
  label: 'Who may send private messages',
  show: ({ privateMessages }) => ({
    type: 'list-single',
    values: [privateMessages],
    options: [
      ['Anyone', 'anyone'],
      ['Those with voice', 'participants'],
      ['Moderators', 'moderators'],
      ['Nobody', 'none'],
    ],
  }),
  read([value]) {
    const privateMessages = writers.find((each) => each === value);
    return privateMessages && { privateMessages };
  },
};

/** Whose presence is broadcast: everybody's, or in an auditorium (IRC +u) that of those with a rank. */
const broadcast: ConfigField = {
  name: 'muc#roomconfig_presencebroadcast',
  label: 'Whose coming and going everybody sees',
  show: ({ auditorium }) => ({
    type: 'list-multi',
    values: auditorium ? ['moderator'] : ['moderator', 'participant', 'visitor'],
    options: [
      ['Moderators', 'moderator'],
      ['Those with voice', 'participant'],
      ['Visitors', 'visitor'],
    ],
  }),
  read: (values) => ({ auditorium: !values.includes('participant') }),
};

/** The room to which those are sent who cannot enter (IRC +f). */
const forward: ConfigField = {
  name: '{causeway}forward',
  label: 'Room for those who cannot enter',
  show: (settings) => ({ type: 'jid-single', values: settings.forward === '' ? [] : [settings.forward] }),
  read([value = '']) {
    if (value === '') return { forward: '' };
    const address = parseAddress(value);
    return address && address.resource === '' && address.local !== '' ? { forward: address.bare } : undefined;
  },
};

const maxUsers: ConfigField = {
  name: 'muc#roomconfig_maxusers',
  label: 'How many people fit in',
  show: ({ limit }) => ({
    type: 'list-single',
    values: [limit === 0 ? 'none' : String(limit)],
    options: [...new Set([10, 20, 50, 100, 500, 1000, ...(limit === 0 ? [] : [limit])])]
      .sort((a, b) => a - b)
      .map((most): [string, string] => [String(most), String(most)])
      .concat([['No limit', 'none']]),
  }),
  read([value]) {
    if (value === 'none' || value === '' || value === undefined) return { limit: 0 };
    return /^\d{1,7}$/.test(value) ? { limit: Number(value) } : undefined;
  },
};

/** Two fields, one setting: the room is protected where there is a password (XEP-0045 10.1.3: none is `not-acceptable`). */
const isProtected: ConfigField = {
  name: 'muc#roomconfig_passwordprotectedroom',
  label: 'A password is needed to enter',
  show: ({ key }) => ({ type: 'boolean', values: [key === '' ? '0' : '1'] }),
  read([value], form, { key }) {
    const wanted = readBoolean(value);
    if (wanted === undefined) return undefined;
    if (!wanted) return { key: '' };
    const secret = form.values.get(roomSecret.name)?.[0] ?? key;
    return secret === '' ? undefined : {};
  },
};

const roomSecret: ConfigField = {
  name: 'muc#roomconfig_roomsecret',
  label: 'The password',
  show: ({ key }) => ({ type: 'text-private', values: [key] }),
  read([value = ''], form) {
    // A form that says nothing of protection means what the password says.
    const wanted = readBoolean(form.values.get(isProtected.name)?.[0]);
    return wanted === false ? {} : { key: value };
  },
};

/** In the order in which people are shown them. The form's fields are the settings; there is no other list. */
export const configFields: readonly ConfigField[] = [
  text('muc#roomconfig_roomname', 'Name', 'title'),
  text('muc#roomconfig_roomdesc', 'Description', 'description'),
  flag('muc#roomconfig_persistentroom', 'Kept when empty', 'persistent'),
  flag('muc#roomconfig_publicroom', 'Listed', 'secret', true),
  flag('muc#roomconfig_membersonly', 'Only members enter', 'membersOnly'),
  flag('muc#roomconfig_allowinvites', 'Members may invite', 'membersInvite'),
  isProtected,
  roomSecret,
  maxUsers,
  flag('{causeway}registered_only', 'Only people with an account enter', 'registeredOnly'),
  flag('muc#roomconfig_moderatedroom', 'Only those with voice may speak', 'moderated'),
  flag('{causeway}guests_muted', 'Guests need voice to speak', 'guestsMuted'),
  flag('{causeway}op_moderated', 'Moderators see what those without voice say', 'opModerated'),
  flag('{causeway}delayed_join', 'Who comes is shown when they first speak', 'delayedJoin'),
  broadcast,
  forward,
  flag('{causeway}no_formatting', 'Colours and formatting are removed', 'noFormatting'),
  flag('{causeway}no_requests', 'IRC clients send no requests to each other', 'noRequests'),
  flag('{causeway}roleplay', 'IRC users may speak as characters', 'roleplay'),
  flag('{causeway}outside_messages', 'IRC users may speak without entering', 'noOutside', true),
  flag('muc#roomconfig_changesubject', 'Everybody may change the subject', 'subjectLocked', true),
  allowPm,
  whois,
  flag('muc#roomconfig_enablearchiving', 'Keep what is said', 'archived'),
  flag('{causeway}open_history', 'Newcomers may read what was said before they came', 'openHistory'),
];

/** `muc#roomconfig_enablelogging` is what older clients call it. */
const aliases: Readonly<Record<string, string>> = {
  'muc#roomconfig_enablelogging': 'muc#roomconfig_enablearchiving',
};

const byName = new Map(configFields.map((field) => [field.name, field]));

/** What the form changes, or the name of a field that makes no sense. Fields that nobody knows are passed over (XEP-0004 3.2). */
export function readConfig(form: SubmittedForm, settings: RoomSettings): { patch: Patch } | { bad: string } {
  let patch: Patch = {};
  for (const [name, values] of form.values) {
    const field = byName.get(aliases[name] ?? name);
    const read = field?.read(values, form, settings);
    if (field && !read) return { bad: name };
    patch = { ...patch, ...read };
  }
  return { patch };
}

/** The fields with the values of now. */
export function showConfig(settings: RoomSettings): Field[] {
  return configFields.map(({ name, label, show }) => ({ name, label, ...show(settings) }));
}
