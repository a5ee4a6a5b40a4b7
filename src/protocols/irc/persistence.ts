import { isAlwaysOn } from '../../core/bouncer/policy.ts';
import type { AccountRecord } from '../../core/ports.ts';
import { Client } from './client.ts';
import { Cap } from './capabilities.ts';
import { encodeLine, formatWords } from './wire/format.ts';

/** PERSISTENCE STATUS <what the account chose> <what is in effect> (draft/persistence). */
export function showPersistence(client: Client, account: AccountRecord): void {
  client.replies.line(statusLine(client, account));
}

/** The same to the account's other clients that want to know. */
export function tellPersistence(client: Client, account: AccountRecord): void {
  for (const { endpoint } of client.session?.person.sessions ?? []) {
    if (endpoint === client || !(endpoint instanceof Client) || !endpoint.has(Cap.persistence)) continue;
    endpoint.connection.send(encodeLine(statusLine(endpoint, account)));
  }
}

function statusLine({ server }: Client, account: AccountRecord): string {
  const chosen = account.settings?.alwaysOn;
  const said = chosen === undefined ? 'DEFAULT' : chosen ? 'ON' : 'OFF';
  const effect = isAlwaysOn(server.core, account) ? 'ON' : 'OFF';
  return formatWords(server.config.serverName, 'PERSISTENCE', ['STATUS', said, effect]);
}
