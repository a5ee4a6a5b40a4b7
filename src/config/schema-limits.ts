import { z } from 'zod';
import { rights } from '../core/operators/rights.ts';
import { choice, decimal, duration, field, flag, list, size, text, wholeNumber, word } from './field.ts';
import { storedPassword } from './schema-server.ts';

const domains = list(word(/^[^\s@/]+$/, 'a domain such as "other.example"'));
const count = wholeNumber(0, 1_000_000);
const length = wholeNumber(1, 65_536);

const policy = z.strictObject({
  auth: field(list(choice('external', 'dialback')), ['external', 'dialback'], 'ways this server may prove who it is'),
});

export const federation = z.strictObject({
  mode: field(choice('open', 'allowlist', 'off'), 'open', 'which servers may connect'),
  grace: field(duration(), '120s', 'keep remote occupants while their server is away'),
  block: field(domains, [], 'servers refused, with their subdomains'),
  allow: field(domains, [], 'servers admitted in mode allowlist'),
  routes: z.record(z.string(), route()).prefault({}),
  policy: z.record(z.string(), policy).prefault({}),
  ca: z.record(z.string(), field(text, '', 'file of extra authorities for private networks')).prefault({}),
});

export const uploads = z.strictObject({
  max_size: field(size(0, 2 ** 40), '25M', 'largest file'),
  quota: field(size(0, 2 ** 50), '1G', 'most bytes kept per account'),
  keep: field(duration(true), '90d', 'how long files are kept'),
});

export const push = z.strictObject({
  enabled: field(flag, true, 'tell devices that are not connected (Web Push)'),
  delay: field(duration(), '5s', 'how long somebody has to read a message before their devices are told'),
});

const className = word(/^[\w-]{1,32}$/, 'a name of letters, digits, - and _');

export const opers = z.record(
  z.string(),
  z.strictObject({
    password: field(storedPassword, '', 'bcrypt hash from `causeway genpasswd`', { secret: true }),
    class: field(className, 'server-admin', 'server-admin: every capability; moderator; or one of `oper_classes`'),
    whois: field(text, 'is a server admin', 'what WHOIS says (313)'),
  }),
);

export const operClasses = z.record(
  z.string().regex(/^[\w-]{1,32}$/),
  z.strictObject({
    capabilities: field(list(choice(...rights)), [], 'what operators of this class may do'),
    extends: field(
      word(/^[\w-]{0,32}$/, 'the name of a class'),
      '',
      'a class whose capabilities it has too: server-admin, moderator, or another one of these',
    ),
  }),
);

const burst = z.strictObject({
  burst: z.int().min(1).max(100_000),
  per_second: z.number().min(0.01).max(100_000),
});
const flood = {
  schema: z.union([z.literal(false), burst]),
  allowed: '{ burst = 10, per_second = 2 } or false',
};

export const limits = z.strictObject({
  nick: field(wholeNumber(1, 255), 32, 'letters of a nick and of a new account (at most 32)'),
  room: field(length, 200, "bytes of a room's name (rooms made here: at most 60)"),
  topic: field(length, 1000, 'bytes of a subject'),
  away: field(length, 200, 'bytes of an away text'),
  realname: field(length, 150, 'bytes of a real name'),
  kick: field(length, 390, 'bytes of a reason to kick'),
  list_modes: field(count, 500, 'entries in the lists of one room'),
  monitor: field(count, 200, 'nicks one session may watch'),
  whowas: field(count, 100, 'past nicks remembered'),
  metadata_keys: field(count, 30, 'metadata keys per account'),
  metadata_subs: field(count, 50, 'metadata subscriptions per session'),
  rooms_per_session: field(count, 100, 'rooms one session may be in'),
  connections_per_ip: field(count, 16, 'at once, per address or IPv6 /64; 0 = no limit'),
  connects_per_10min: field(count, 100, 'new connections per address in ten minutes; 0 = no limit'),
  unauthenticated: field(count, 1000, 'connections that have not logged in, in all; 0 = no limit'),
  handshakes_per_second: field(decimal(0, 1_000_000), 50, 'TLS handshakes begun per second, in all; 0 = no limit'),
  dnsbl: field(domains, [], 'DNS lists of bad addresses that newcomers are looked up in, such as "dnsbl.dronebl.org"'),
  dnsbl_action: field(
    choice('refuse', 'login'),
    'refuse',
    'who is listed: turned away, or comes in with an account only',
  ),
  sessions_per_account: field(count, 10, 'sessions one account may have at once; 0 = no limit'),
  message: field(size(512, 2 ** 24), '16K', 'bytes of one message; an XMPP stanza may be larger by its markup'),
  multiline_bytes: field(size(512, 2 ** 24), '16K', 'bytes of one IRC multiline message'),
  multiline_lines: field(wholeNumber(1, 100_000), 100, 'lines of one IRC multiline message'),
  sendq: field(size(4096, 2 ** 30), '512K', 'bytes waiting for a slow reader before it is closed'),
  flood: field(
    flood,
    { burst: 10, per_second: 2 },
    'commands at once and per second and session; false switches it off',
  ),
});

function route() {
  const target = word(/^\S+:\d{1,5}( tls)?$/, '"host:port [tls]", such as "192.0.2.7:5269"');
  return field(target, '', 'where to connect instead of asking DNS');
}
