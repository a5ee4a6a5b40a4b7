import { listenAddress } from '../config/listen.ts';
import type { Config } from '../config/schema.ts';
import type { ChosenConfig, CliContext } from './context.ts';
import type { ListenerFacts, RunningServer } from './running-server.ts';
import { paint } from './terminal.ts';

export interface BannerFacts {
  readonly context: CliContext;
  readonly chosen: Pick<ChosenConfig, 'trial' | 'path'>;
  readonly config: Config;
  readonly server: Pick<RunningServer, 'listeners'>;
}

const PROTOCOLS: Readonly<Record<string, string>> = {
  irc: 'IRC',
  xmpp: 'XMPP',
  federation: 'servers',
  components: 'components',
  http: 'web',
};

/** What people need to know when the server is ready: where to connect, how to make an account, what to change. */
export function bannerLines({ context, chosen, config, server }: BannerFacts): string[] {
  const took = Math.round(performance.now());
  const where = chosen.path ?? 'trial settings, no causeway.toml here';
  return [
    `Causeway ${context.version} for ${config.domain} (${where})`,
    '',
    ...server.listeners.flatMap((listener) => connectLines(listener)),
    '',
    ...accountLines(context, config),
    ...(chosen.trial ? trialLines(context) : []),
    '',
    `${paint(context.terminal, 'green', 'ready')} in ${took} ms. Ctrl-C stops it.`,
  ];
}

function connectLines(listener: ListenerFacts): string[] {
  const tls = { none: 'no TLS', tls: 'TLS', starttls: 'STARTTLS' }[listener.tls];
  const address = listenAddress(listener);
  const line = (name: string, where: string) => `  ${name.padEnd(10)} ${where.padEnd(24)} ${tls}`;
  const webSocket = `${listener.tls === 'tls' ? 'wss' : 'ws'}://${address}`;
  if (listener.key === 'irc_websocket') return [line('IRC', webSocket)];
  const lines = [line(PROTOCOLS[listener.key] ?? listener.key, address)];
  return listener.key === 'http' ? [...lines, line('IRC', `${webSocket}/irc`)] : lines;
}

function accountLines({ self }: CliContext, config: Config): string[] {
  const room = config.rooms.autojoin[0] ?? '#lobby';
  const open =
    config.accounts.registration === 'open' ? ' (or register from an XMPP client: registration is open)' : '';
  return [
    `Make the first account in another terminal${open}:`,
    `  ${self} account add alice`,
    `IRC:  nick alice, log in with SASL, then /join ${room}`,
    `XMPP: ${`alice@${config.domain}`}, then join ${room.slice(1)}@${config.names.rooms}: the same room, the same history.`,
  ];
}

function trialLines({ self }: CliContext): string[] {
  return [
    '',
    'This is a trial: only this machine can connect, with a certificate that the server made for itself; data is in ./causeway-data.',
    `For a real domain: ${self} init example.org, then edit causeway.toml, put a certificate into its folder,`,
    'and publish the DNS records that init prints.',
  ];
}
