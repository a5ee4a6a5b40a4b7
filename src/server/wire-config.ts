import { createHash, timingSafeEqual } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { domainToASCII } from 'node:url';
import bcrypt from 'bcrypt';
import type { Config } from '../config/schema.ts';
import { isLoopbackHost } from '../config/listen.ts';
import type { IrcConfig, StsPolicy } from '../protocols/irc/config.ts';
import { xmppDefaults, type XmppConfig } from '../protocols/xmpp/xmpp-config.ts';
import { defaultLimits, type TransportLimits } from '../transport/limits.ts';

/** Lines of the message of the day that are shown. */
const MOTD_LINES = 200;

export function ircConfig(config: Config, version: string, fileHost?: string): IrcConfig {
  const { flood } = config.limits;
  return {
    serverName: config.server_name,
    network: config.network,
    version,
    motd: readMotd(config.motd),
    checkPassword: passwordCheck(config.irc.password),
    registersBeforeConnect: config.accounts.before_connect,
    requireTls: config.tls.require,
    fileHost,
    sts: stsPolicy(config),
    takesProxies: config.irc.proxy,
    checkGateway: passwordCheck(config.irc.webirc_password),
    onionNeedsAccount: config.onion.require_login,
    flood: flood === false ? false : { burst: flood.burst, perSecond: flood.per_second },
    replay: config.history.enabled ? config.history.replay : 0,
    playback: config.history.enabled ? config.irc.playback : 0,
    userModes: config.accounts.user_modes,
    multiline: {
      bytes: Math.min(config.limits.multiline_bytes, config.limits.message),
      lines: config.limits.multiline_lines,
    },
    icon: config.irc.icon,
    relaySeparators: config.irc.relaymsg_separators,
    roleplay: config.irc.roleplay,
    deniedTags: config.irc.client_tag_deny,
    admin: config.admins[0] === undefined ? undefined : `${config.admins[0]}@${config.domain}`,
  };
}

/** The port is that of the first listener that anybody can reach over TLS. */
function stsPolicy({ tls, listen, domain, server_name: name }: Config): StsPolicy | undefined {
  const secure = listen.irc.find((spec) => spec.tls === 'tls' && !spec.onion && !isLoopbackHost(spec.host));
  if (!tls.sts || !secure) return undefined;
  const names = new Set([domain, name].map((each) => (domainToASCII(each) || each).toLowerCase()));
  return { port: secure.port, seconds: Math.floor(tls.sts_duration / 1000), names };
}

export function xmppConfig(config: Config, version: string, hasTls: boolean): XmppConfig {
  const { limits } = xmppDefaults;
  return {
    ...xmppDefaults,
    software: { name: 'Causeway', version },
    tls: hasTls,
    requireTls: config.tls.require,
    limits: { ...limits, bytes: config.limits.flood === false ? undefined : limits.bytes },
  };
}

export function transportLimits(config: Config): TransportLimits {
  const { limits } = config;
  return {
    ...defaultLimits,
    connectionsPerIp: limits.connections_per_ip,
    connectsPer10min: limits.connects_per_10min,
    onionConnections: config.onion.connections,
    onionConnectsPer10min: config.onion.connects_per_10min,
    unauthenticated: limits.unauthenticated,
    unauthenticatedPerIp: limits.connections_per_ip,
    handshakesPerSecond: limits.handshakes_per_second,
    handshakesPerSecondPerIp: limits.handshakes_per_second === 0 ? 0 : defaultLimits.handshakesPerSecondPerIp,
    sendq: limits.sendq,
  };
}

/** No file, no message of the day. */
function readMotd(path: string): string[] {
  try {
    return readFileSync(path, 'utf8').trimEnd().split(/\r?\n/).slice(0, MOTD_LINES);
  } catch {
    return [];
  }
}

/** bcrypt looks at 72 bytes only: longer passwords would be equal to their beginnings. */
const MAX_BCRYPT_BYTES = 72;

function passwordCheck(stored: string): IrcConfig['checkPassword'] {
  if (stored === '') return undefined;
  if (stored.startsWith('plain:')) {
    const wanted = digest(stored.slice('plain:'.length));
    return (given) => Promise.resolve(timingSafeEqual(digest(given), wanted));
  }
  return (given) =>
    Buffer.byteLength(given) > MAX_BCRYPT_BYTES ? Promise.resolve(false) : bcrypt.compare(given, stored);
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
