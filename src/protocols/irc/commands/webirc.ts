import { canonicalIp } from '../../../lib/ip.ts';
import type { Client } from '../client.ts';
import { extraOf } from '../client-extra.ts';
import type { Command } from '../command.ts';
import { unescapeTag } from '../wire/tags.ts';

/** A host name as DNS has them, no longer than 005 HOSTLEN. */
const HOST_NAME = /^(?=.{1,64}$)[a-z0-9]([a-z0-9_-]{0,61}[a-z0-9])?(\.[a-z0-9]([a-z0-9_-]{0,61}[a-z0-9])?)*\.?$/i;

/** WEBIRC <password> <gateway> <hostname> <ip> [:<options>] -- IRCv3 webirc: a gateway says whom it speaks for. */
export const webirc: Command = {
  params: 4,
  before: 'only',
  async run(client, [password = '', , hostname = '', address = '', options = '']) {
    const { config } = client.server;
    if (!config.takesProxies || !client.connection.isTrustedProxy) return refused(client, 'You are no trusted gateway');
    // "MUST be the first command sent from the WebIRC gateway" ("Format").
    if (!client.input?.isFirstLine) return refused(client, 'WEBIRC must be the first command');
    if (config.checkGateway && !(await config.checkGateway(password)))
      return refused(client, 'Invalid WebIRC password');
    const ip = canonicalIp(address);
    if (ip === undefined) return refused(client, 'Invalid IP address');
    return speakFor(client, ip, hostname, readOptions(options));
  },
};

function speakFor(client: Client, ip: string, hostname: string, options: ReadonlyMap<string, string>): undefined {
  const { connection } = client;
  // "MUST ONLY treat the connection as secure if this flag is sent and the connection from the gateway … is also secure" ("Options").
  const isSecure = options.has('secure') && connection.tls !== undefined;
  if (!connection.vouch?.({ ip, port: portOf(options.get('remote-port')), isSecure })) {
    return refused(client, 'Too many connections from your address');
  }
  if (HOST_NAME.test(hostname) && canonicalIp(hostname) === undefined) extraOf(client).vouchedHost = hostname;
  return undefined;
}

function refused(client: Client, text: string): undefined {
  client.end(text);
  return undefined;
}

function readOptions(text: string): ReadonlyMap<string, string> {
  const pairs = text.split(' ').filter((option) => option !== '');
  return new Map(
    pairs.map((option): [string, string] => {
      const [name = '', ...value] = option.split('=');
      return [name, unescapeTag(value.join('='))];
    }),
  );
}

function portOf(text = ''): number {
  return /^\d{1,5}$/.test(text) ? Math.min(65_535, Number(text)) : 0;
}
