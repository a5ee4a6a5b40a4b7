import type { PastPerson } from '../../../core/presence/past.ts';
import type { Client } from '../client.ts';
import type { Command } from '../command.ts';
import { irc } from '../config.ts';
import { mayLook } from '../sight.ts';
import { isThisServer } from '../this-server.ts';
import { splitMask } from '../who-reply.ts';

/** WHOWAS <nick>{,<nick>} [<count> [<server>]] -- RFC 2812 3.6.3 */
export const whowas: Command = {
  each: { of: 0, most: irc.manyTargets },
  run(client, [nick = '', count = '', server]) {
    if (nick === '') return void client.numeric('ERR_NONICKNAMEGIVEN');
    if (server !== undefined && !isThisServer(client, server)) return void client.numeric('ERR_NOSUCHSERVER', server);
    const found = client.server.core.past.find(nick);
    // "If a non-positive number is passed as being <count>, then a full search is done."
    const most = Number(count) > 0 ? Number(count) : Infinity;
    for (const person of found.slice(0, most)) show(client, person);
    if (found.length === 0) client.numeric('ERR_WASNOSUCHNICK', nick);
    client.numeric('RPL_ENDOFWHOWAS', nick);
    return undefined;
  },
};

function show(client: Client, { nickname, mask, displayName, account, at, ips }: PastPerson): void {
  const { user, host } = splitMask(mask);
  client.numericText('RPL_WHOWASUSER', [nickname, user, host, '*'], displayName);
  if (account !== undefined) client.numericText('RPL_WHOISACCOUNT', [nickname, account], 'was logged in as');
  if (mayLook(client)) for (const ip of ips) client.numeric('RPL_WHOISACTUALLY', nickname, ip);
  const when = new Date(at).toUTCString();
  client.numericText('RPL_WHOISSERVER', [nickname, client.server.config.serverName], when);
}
