import type { Client } from '../client.ts';
import type { Command } from '../command.ts';
import { showSupport } from '../show-support.ts';
import { isThisServer } from '../this-server.ts';
import { showLusers, showMotd } from '../welcome.ts';

/** A question about the server, which may name one: there is only this (402 for any other). */
function about(answer: (client: Client) => void, of = 0): Command {
  return {
    run(client, params) {
      const server = params[of] ?? '';
      if (server === '' || isThisServer(client, server)) answer(client);
      else client.numeric('ERR_NOSUCHSERVER', server);
      return undefined;
    },
  };
}

/** MOTD [<server>] -- RFC 2812 3.4.1 */
export const motd = about(showMotd);

/** LUSERS [<mask> [<server>]] -- RFC 2812 3.4.2 */
export const lusers = about(showLusers, 1);

/** VERSION [<server>] -- RFC 2812 3.4.3 */
export const version = about((client) => {
  const { version: ours, serverName } = client.server.config;
  client.numericText('RPL_VERSION', [ours, serverName], 'IRC and XMPP, one room, one history');
  showSupport(client);
});

/** TIME [<server>] -- RFC 2812 3.4.6 */
export const time = about((client) => {
  const now = new Date(client.server.core.clock.now());
  client.numericText('RPL_TIME', [client.server.config.serverName], now.toUTCString());
});

/** ADMIN [<server>] -- RFC 2812 3.4.9 */
export const admin = about((client) => {
  const { serverName, network, admin: contact = 'postmaster' } = client.server.config;
  client.numeric('RPL_ADMINME', serverName);
  client.numeric('RPL_ADMINLOC1', network);
  client.numeric('RPL_ADMINLOC2', 'Causeway');
  client.numeric('RPL_ADMINEMAIL', contact);
});

/** INFO [<server>] -- RFC 2812 3.4.10 */
export const info = about((client) => {
  client.numeric('RPL_INFO', `Causeway ${client.server.config.version}`);
  client.numeric('RPL_INFO', 'A room is an IRC channel and an XMPP MUC at once');
  client.numeric('RPL_ENDOFINFO');
});
