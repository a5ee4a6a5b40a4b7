import type { Config } from '../config/schema.ts';
import { MAX_NAME_LENGTH } from '../core/accounts/names.ts';
import type { CoreConfig } from '../core/core.ts';
import { plainSettings, type RoomSettings } from '../core/rooms/settings.ts';
import { operatorConfig } from './operator-config.ts';
import type { Rate } from '../lib/bucket.ts';
import { foldLocal } from '../lib/address.ts';

/** SEMANTICS 10: conversations that a guest may begin with strangers in an hour, where there is flood control. */
const STRANGERS_PER_HOUR = 3;

/** Rooms to be kept that an account makes in an hour: all that a session may be in. */
const ROOMS_PER_HOUR = 100;

/** SEMANTICS 10, "join rate per room", where there is flood control: as many as may shake hands in a second, and a burst of them. */
const JOINS: Rate = { burst: 100, perSecond: 50 };

/** The part of the configuration that operations read. */
export function coreConfig(config: Config): CoreConfig {
  const { accounts, guests, history, limits, names, rooms } = config;
  return {
    domain: config.domain,
    roomsDomain: names.rooms,
    guestsDomain: `guests.${config.domain}`,
    admins: new Set(config.admins.map((name) => foldLocal(name) ?? name)),
    operators: operatorConfig(config),
    nicknames: names.nick,
    dnsbl: { zones: limits.dnsbl, action: limits.dnsbl_action },
    nameProfile: names.profile,
    paceMs: limits.flood === false ? 0 : 2000,
    joins: limits.flood === false ? false : JOINS,
    guests: { enabled: guests.enabled, forcePrefix: guests.force_prefix },
    registration: accounts.registration,
    registrationsPerHour: accounts.registrations_per_hour,
    email: accounts.email,
    passwordLength: accounts.password_length,
    iterations: accounts.iterations,
    mechanisms: accounts.mechanisms,
    loginAttemptsPerMinute: accounts.login_attempts_per_minute,
    alwaysOn: { policy: accounts.always_on, expiry: accounts.always_on_expiry },
    createRooms: rooms.create,
    roomDefaults: roomDefaults(rooms.default, history.enabled),
    history: {
      enabled: history.enabled,
      commit: history.commit,
      direct: history.direct,
      page: history.page,
      join: history.join,
      redactWindow: history.redact_window,
      editWindow: history.edit_window,
    },
    push: { enabled: config.push.enabled, delay: config.push.delay },
    uploads: { maxSize: config.uploads.max_size, quota: config.uploads.quota, keep: config.uploads.keep },
    limits: {
      nickname: Math.min(MAX_NAME_LENGTH, limits.nick),
      roomName: Math.min(60, limits.room),
      subject: limits.topic,
      away: limits.away,
      realname: limits.realname,
      metadataKeys: limits.metadata_keys,
      metadataSubs: limits.metadata_subs,
      reason: limits.kick,
      masks: limits.list_modes,
      roomsPerSession: limits.rooms_per_session || Number.MAX_SAFE_INTEGER,
      watched: limits.monitor,
      past: limits.whowas,
      sessionsPerAccount: accounts.multiclient ? limits.sessions_per_account || Number.MAX_SAFE_INTEGER : 1,
      roomsPerHour: limits.flood === false ? 0 : ROOMS_PER_HOUR,
      strangersPerHour: limits.flood === false ? 0 : STRANGERS_PER_HOUR,
      message: limits.message,
    },
  };
}

/** What the letters of `rooms.default` set. */
const defaultModes: Readonly<Record<string, Partial<RoomSettings>>> = {
  i: { membersOnly: true },
  m: { moderated: true },
  n: { noOutside: true },
  s: { secret: true },
  p: { secret: true },
  r: { persistent: true },
  t: { subjectLocked: true },
  z: { nonAnonymous: true },
  C: { noRequests: true },
  D: { delayedJoin: true },
  E: { roleplay: true },
  M: { guestsMuted: true },
  R: { registeredOnly: true },
  U: { opModerated: true },
  c: { noFormatting: true },
  u: { auditorium: true },
};

function roomDefaults(modes: string, archived: boolean): RoomSettings {
  const plain: RoomSettings = { ...plainSettings, noOutside: false, subjectLocked: false, persistent: false, archived };
  return [...modes].reduce((settings, letter) => ({ ...settings, ...defaultModes[letter] }), plain);
}
