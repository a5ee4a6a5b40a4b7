import { isRefusal } from '../../refusal.ts';
import { configure } from '../../rooms/configure.ts';
import type { Room } from '../../rooms/room.ts';
import type { RoomSettings, SettingName } from '../../rooms/settings.ts';
import { pick, rest, word } from '../param.ts';
import { refused } from '../refused.ts';
import { done, usage, type Result } from '../result.ts';
import { defineServiceCommand, inRoom, roomNamed, type ServiceContext } from './service-command.ts';
import { readSwitch, shown } from './switch.ts';

/** What SET calls the settings that no channel mode shows, and the flags that people look for by name. */
const settings = {
  title: 'title',
  description: 'description',
  history: 'archived',
  private: 'secret',
  members: 'membersOnly',
  moderated: 'moderated',
  addresses: 'nonAnonymous',
  memberinvites: 'membersInvite',
  privmsg: 'privateMessages',
} as const satisfies Record<string, SettingName>;

type Key = keyof typeof settings;
const keys = Object.keys(settings) as Key[];

const room = word('the room, such as #lobby');
const TEXT_BYTES = 1000;

const set = defineServiceCommand('ChanServ', {
  verb: 'SET',
  summary: 'Change how a room is; GET shows how it is',
  examples: ['SET #lobby title The lobby', 'SET #lobby history off'],
  params: { room, key: pick('what to change', keys), value: rest('on or off, or a text; `none` takes a text away') },
  async run(context: ServiceContext, args): Promise<Result> {
    const name = settings[args.key];
    const value = readValue(name, args.value);
    if (value === undefined) return usage(`${args.key} can be ${allowedOf(name)}`);
    const act = (found: Room) => configure(context.core, context.session, found, { [name]: value });
    return inRoom(context, args.room, act, (at) => `${at}: ${args.key} is ${show(value)}.`);
  },
});

function readValue(name: SettingName, text: string): string | boolean | undefined {
  const word = text.trim().toLowerCase();
  if (name === 'title' || name === 'description') {
    if (Buffer.byteLength(text) > TEXT_BYTES) return undefined;
    return word === 'none' ? '' : text;
  }
  if (name === 'privateMessages') return PRIVATE.find((each) => each === word);
  return readSwitch(text);
}

const PRIVATE: readonly RoomSettings['privateMessages'][] = ['anyone', 'participants', 'moderators', 'none'];

function allowedOf(name: SettingName): string {
  if (name === 'privateMessages') return PRIVATE.join(', ');
  return name === 'title' || name === 'description' ? `a text of up to ${TEXT_BYTES} bytes` : 'on or off';
}

function show(value: string | boolean | number): string {
  if (typeof value === 'boolean') return shown(value);
  return value === '' ? 'none' : String(value);
}

const get = defineServiceCommand('ChanServ', {
  verb: 'GET',
  aliases: ['SETTINGS'],
  summary: 'Show how a room is set',
  examples: ['GET #lobby', 'SETTINGS #staff'],
  params: { room },
  async run(context: ServiceContext, args) {
    const found = await roomNamed(context, args.room);
    if (isRefusal(found)) return refused(found);
    return done(keys.map((key) => `${key.padEnd(14)} ${show(found.record.settings[settings[key]])}`));
  },
});

const info = defineServiceCommand('ChanServ', {
  verb: 'INFO',
  summary: 'Tell about a room: since when there is one, whose it is, how many are here',
  examples: ['INFO #lobby', 'INFO #staff'],
  params: { room },
  async run(context: ServiceContext, args) {
    const found = await roomNamed(context, args.room);
    if (isRefusal(found)) return refused(found);
    const { record, affiliations, occupants } = found;
    const owners = [...affiliations.values()].filter(({ affiliation }) => affiliation === 'owner');
    const { names } = context;
    return done([
      `${names.showRoom(found.address)} (${found.address})${record.settings.title && `: ${record.settings.title}`}`,
      ...(record.settings.description === '' ? [] : [record.settings.description]),
      `Made ${new Date(record.createdAt).toISOString().slice(0, 10)}; ${occupants.size} here.`,
      owners.length === 0
        ? 'Nobody owns it.'
        : `Owned by ${owners.map(({ address }) => names.showPerson(address)).join(', ')}.`,
      `Messages are ${record.settings.archived ? '' : 'not '}kept.`,
    ]);
  },
});

/** What people say to ChanServ about how a room is. */
export const chanServSettingCommands = [set, get, info];
