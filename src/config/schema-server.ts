import { z } from 'zod';
import { isAddressRange } from './listen.ts';
import { foldDomain, foldLocal } from '../lib/address.ts';
import { checkedText, choice, duration, field, flag, list, listener, wholeNumber, word } from './field.ts';

const domain = checkedText((value) => foldDomain(value) !== undefined, 'a domain name such as "example.org"');
const domainOrDefault = checkedText(
  (value) => value === '' || foldDomain(value) !== undefined,
  'a domain name such as "rooms.example.org"',
);
const shortWord = word(/^[^\s:,\x00-\x1f\x7f]{0,63}$/, 'a word without spaces, colons or commas, at most 63 letters');
const accountName = checkedText((value) => foldLocal(value) !== undefined, 'an account name such as "alice"');
const path = word(/^[^\0]*$/, 'a path; a relative one starts at the folder of this file');
const databaseUrl = word(
  /^$|^memory:$|^postgres(ql)?:\/\/\S+$/,
  '"" (bundled PostgreSQL), "postgres://user:password@host/name" or "memory:"',
);
const ipOrRange = checkedText(isAddressRange, 'an IP address or range such as "127.0.0.1" or "10.0.0.0/8"');

/** A password that an operator puts in the file: hashed, or in clear for tests. */
export const storedPassword = word(
  /^$|^\$2[aby]\$\d\d\$[./A-Za-z0-9]{53}$|^plain:.+$/s,
  'a bcrypt hash from `causeway genpasswd`, or for tests only "plain:secret"',
);

/** The keys above all tables. */
export const serverKeys = {
  domain: field(domain, 'localhost', 'accounts are name@domain, nicks are name', { restart: true }),
  network: field(shortWord, '', 'name of the network, told to IRC clients (005 NETWORK)', {
    initialWords: 'the domain',
  }),
  server_name: field(shortWord, '', 'name of this server in IRC lines', { initialWords: 'the domain', restart: true }),
  data: field(path, '/var/lib/causeway', 'embedded database, uploads, backups, admin socket', { restart: true }),
  motd: field(path, 'motd.txt', 'file with the message of the day; may be missing'),
  admins: field(list(accountName), [], 'accounts that may administer the server'),
};

export const database = z.strictObject({
  url: field(databaseUrl, '', 'empty: bundled PostgreSQL in the data directory; memory: keeps nothing', {
    restart: true,
    secret: true,
  }),
});

export const names = z.strictObject({
  nick: field(
    choice('account', 'free'),
    'account',
    'account: the nick is the account name; free: one changeable nick per account',
  ),
  profile: field(choice('ascii', 'precis'), 'ascii', 'letters allowed in names; fixed after the first account', {
    restart: true,
  }),
  rooms: field(domainOrDefault, '', 'domain of the rooms on XMPP', { initialWords: 'rooms.<domain>', restart: true }),
});

const plainOrTls = listener('none', 'tls');
const anyTls = listener('none', 'starttls', 'tls');

export const listen = z.strictObject({
  irc: field(list(plainOrTls), ['[::]:6697 tls', '127.0.0.1:6667'], 'IRC clients; [] switches a protocol off', {
    restart: true,
  }),
  irc_websocket: field(list(plainOrTls), [], 'websocket ports for IRC alone; /irc on http always works', {
    restart: true,
  }),
  xmpp: field(list(anyTls), ['[::]:5222 starttls', '[::]:5223 tls'], 'XMPP clients', { restart: true }),
  federation: field(list(anyTls), ['[::]:5269 starttls', '[::]:5270 tls'], 'other XMPP servers'),
  components: field(list(plainOrTls), [], 'external components (XEP-0114)'),
  http: field(list(plainOrTls), ['127.0.0.1:5280'], 'web pages, websockets, BOSH, uploads, metrics, API', {
    restart: true,
  }),
  trusted_proxies: field(
    list(ipOrRange),
    ['127.0.0.1'],
    'PROXY protocol, WEBIRC and X-Forwarded-For are believed from these only',
  ),
});

export const tls = z.strictObject({
  certificates: field(
    path,
    '/etc/causeway/certs',
    'folder of certificates and keys in any layout (certbot, Prosody, flat); reread on change',
    { restart: true },
  ),
  minimum: field(choice('1.2', '1.3'), '1.2', 'oldest TLS version accepted', { restart: true }),
  require: field(flag, true, 'no password in clear except from loopback'),
  sts: field(flag, false, 'tell IRC clients to come over TLS only (IRCv3 sts)'),
  sts_duration: field(duration(), '30d', 'how long clients remember that; "0" has them forget it'),
});

export const irc = z.strictObject({
  password: field(storedPassword, '', 'PASS that every IRC client must send; empty for none', { secret: true }),
  relaymsg_separators: field(
    word(/^["$%&'()+./;<=>~]{0,8}$/, `up to 8 of "$%&'()+./;<=>~, which no nick has`),
    '/',
    'characters that mark a relayed nick',
  ),
  playback: field(wholeNumber(0, 100_000), 2048, 'most lines of one znc.in/playback request'),
  proxy: field(flag, true, 'PROXY protocol and WEBIRC from trusted_proxies'),
  webirc_password: field(
    storedPassword,
    '',
    'what WEBIRC gateways must know; empty: listen.trusted_proxies is enough',
    {
      secret: true,
    },
  ),
  client_tag_deny: field(
    list(word(/^(\*|-?[A-Za-z0-9./-]{1,64})$/, 'names of tags without their +, "*" for all, "-name" for all but that')),
    [],
    'client-only tags that are not passed on',
  ),
  icon: field(
    word(/^(https?:\/\/[!-~]{1,200})?$/, 'an address such as "https://example.org/icon.svg"'),
    '',
    'picture that stands for the network; empty for none',
  ),
  roleplay: field(flag, false, 'NPC, NPCA and SCENE in rooms with mode +E'),
});

const webAddress = checkedText(
  (value) => value === '' || (/^https?:\/\//.test(value) && URL.canParse(value) && !/[?#]/.test(value)),
  'an address such as "https://chat.example.org"',
);
const webOrigin = checkedText(
  (value) => value === '*' || (URL.canParse(value) && new URL(value).origin === value),
  'an origin such as "https://web.example.org", or "*" for all',
);

export const http = z.strictObject({
  url: field(webAddress, '', 'where browsers find listen.http, behind whatever proxy', {
    initialWords: 'https://<domain>',
  }),
  origins: field(
    list(webOrigin),
    [],
    'pages elsewhere that may use websockets and uploads; those of this server always may',
  ),
});

export const onion = z.strictObject({
  require_login: field(flag, true, 'who comes over an onion service needs an account'),
  connections: field(wholeNumber(0, 1_000_000), 64, 'at once over all onion listeners; 0 = no limit'),
  connects_per_10min: field(wholeNumber(0, 1_000_000), 200, 'new ones in ten minutes; 0 = no limit'),
});

export const log = z.strictObject({
  level: field(
    choice('debug', 'info', 'warn', 'error'),
    'info',
    'debug prints stanza and line shapes, never bodies or secrets',
  ),
  file: field(path, '-', '- is the terminal; a file is opened again at reload', { restart: true }),
  format: field(choice('auto', 'pretty', 'json'), 'auto', 'auto: pretty on a terminal, JSON otherwise', {
    restart: true,
  }),
});

export const metrics = z.strictObject({
  enabled: field(flag, true, 'counters for Prometheus on /metrics'),
});

export const backup = z.strictObject({
  every: field(duration(), '24h', 'time between backups; "0" for none'),
  keep: field(wholeNumber(1, 10_000), 7, 'backups kept'),
});
