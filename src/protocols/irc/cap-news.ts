import { saslMechanisms } from '../../core/accounts/sasl.ts';
import { Cap, capabilities, offered, withoutCap } from './capabilities.ts';
import type { Client } from './client.ts';
import { mayLogInBy } from './may-log-in.ts';
import type { IrcServer } from './server.ts';
import { encodeLine, formatLine } from './wire/format.ts';

/** Where nobody may log in these are not offered, whatever the settings. */
const NEEDS_LOGIN: ReadonlySet<string> = new Set(['draft/account-registration', 'sasl']);

/** What of the settings makes capabilities come, go or change while clients are here. */
export interface Offer {
  readonly requireTls: boolean;
  /** By capability: undefined where nobody is offered it; otherwise something that differs where its value does. */
  readonly settings: Readonly<Record<string, string | undefined>>;
}

export function offerOf({ core, config }: IrcServer): Offer {
  const { registration, email } = core.config;
  const mechanisms = saslMechanisms(core).join(',');
  return {
    requireTls: config.requireTls,
    settings: {
      'draft/account-registration':
        registration === 'open' ? `${email === 'required'} ${config.registersBeforeConnect}` : undefined,
      'draft/multiline': `${config.multiline.bytes} ${config.multiline.lines}`,
      'draft/relaymsg': config.relaySeparators === '' ? undefined : config.relaySeparators,
      sasl: mechanisms === '' ? undefined : mechanisms,
    },
  };
}

/**
 * Tells a client with cap-notify what changed for it (capability-negotiation, "CAP NEW", "CAP DEL"; sasl-3.2, "Integration with
 * cap-notify"). Nobody keeps a capability that is not there any more.
 */
export function announceCaps(client: Client, before: Offer, now: Offer): void {
  for (const [name, was] of Object.entries(before.settings)) {
    const had = was !== undefined && (!NEEDS_LOGIN.has(name) || mayLogInBy(client.connection, before.requireTls));
    const has = offered(client, name);
    if (!has) client.caps = withoutCap(client.caps, capabilities[name]?.bit ?? 0);
    if (has && (!had || was !== now.settings[name])) say(client, 'NEW', name, has.value?.(client));
    else if (had && !has) say(client, 'DEL', name);
  }
}

function say(client: Client, subcommand: string, name: string, value = ''): void {
  if (!client.has(Cap.capNotify)) return;
  const text = value === '' || client.capVersion < 302 ? name : `${name}=${value}`;
  const line = formatLine(client.server.config.serverName, 'CAP', [client.nick, subcommand, text]);
  client.connection.send(encodeLine(line)); // no part of what a command of its answers
}
