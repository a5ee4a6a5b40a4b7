import { z } from 'zod';
import { choice, duration, field, flag, list, wholeNumber, word } from './field.ts';

const MECHANISMS = ['SCRAM-SHA-256', 'SCRAM-SHA-1', 'PLAIN', 'EXTERNAL'] as const;
// k, l, f and j need an argument, the list and rank modes a target: none of them can be a default.
const settingModes = word(/^$|^\+[A-HJKM-Zcdgimnprstuwxyz]+$/, 'IRC mode letters after a plus, such as "+nrt"');
const userModes = word(/^$|^\+[A-Za-z]+$/, 'IRC user mode letters after a plus, such as "+iR"');
const roomName = word(/^#[^\s,:\x00-\x1f\x7f]{1,199}$/, 'a room such as "#lobby"');

export const accounts = z.strictObject({
  registration: field(
    choice('open', 'invite', 'closed'),
    'invite',
    'who may make an account: anyone, who holds an invitation, nobody',
  ),
  before_connect: field(flag, true, 'IRC REGISTER before the connection is registered'),
  email: field(choice('off', 'optional', 'required'), 'optional', 'is an email address asked for at registration?'),
  registrations_per_hour: field(wholeNumber(0, 1_000_000), 20, 'per address block; 0 = no limit'),
  mechanisms: field(list(choice(...MECHANISMS)), [...MECHANISMS], 'SASL mechanisms; -PLUS forms follow'),
  // RFC 5802 5.1 and RFC 7677 4 ask for at least 4096.
  password_length: field(wholeNumber(1, 128), 3, 'least characters of a password that people choose themselves'),
  iterations: field(wholeNumber(4096, 10_000_000), 10_000, 'PBKDF2 rounds of newly stored passwords'),
  always_on: field(
    choice('off', 'opt-in', 'opt-out', 'mandatory'),
    'opt-out',
    'accounts stay in their rooms while disconnected',
  ),
  always_on_expiry: field(duration(true), '90d', 'such an account leaves its rooms after this long away'),
  login_attempts_per_minute: field(wholeNumber(0, 100_000), 3, 'failed logins per account and address; 0 = no limit'),
  multiclient: field(flag, true, 'several sessions on one nick'),
  user_modes: field(userModes, '', 'modes every IRC session starts with'),
});

export const guests = z.strictObject({
  enabled: field(flag, true, 'may people come in without an account?'),
  force_prefix: field(flag, false, 'nicks of guests begin with a prefix'),
});

export const rooms = z.strictObject({
  create: field(choice('anyone', 'accounts', 'admins'), 'accounts', 'who may make a room'),
  default: field(
    settingModes,
    '+nrt',
    'settings of a new room; with r it is kept and its creator owns it, without until it is claimed',
  ),
  autojoin: field(list(roomName), ['#lobby'], 'rooms that exist from the start'),
});

export const history = z.strictObject({
  enabled: field(flag, true, 'keep messages'),
  commit: field(choice('before', 'after'), 'before', 'before: durable, then shown; after: shown, then written'),
  retention: field(duration(true), '90d', 'how long messages are kept; "0" keeps none', { restart: true }),
  direct: field(flag, true, 'keep direct messages too'),
  page: field(wholeNumber(1, 10_000), 100, 'most messages per CHATHISTORY or MAM page'),
  join: field(wholeNumber(0, 10_000), 20, 'messages shown when an XMPP client joins'),
  replay: field(wholeNumber(0, 10_000), 200, 'lines replayed per room to IRC clients without chathistory'),
  redact_window: field(duration(true), '24h', 'how long a message may be deleted by its author'),
  edit_window: field(duration(true), '1h', 'how long a message may be corrected by its author'),
  longtext: field(
    choice('paste', 'split'),
    'paste',
    'long text for IRC clients without multiline: a link, or several lines',
  ),
});
