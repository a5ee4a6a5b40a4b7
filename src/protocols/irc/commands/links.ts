import { hasRight } from '../../../core/operators/operator-of.ts';
import { fold } from '../../../lib/fold.ts';
import { matchesMask } from '../../../lib/mask.ts';
import type { Command } from '../command.ts';
import { isThisServer } from '../this-server.ts';

/** LINKS [[<server>] <mask>] -- RFC 2812 3.4.5: this server is all there is, and which ones there are is for operators to know. */
export const links: Command = {
  run(client, [first, second]) {
    const { serverName, network } = client.server.config;
    const mask = second ?? first ?? '*';
    if (second !== undefined && first !== undefined && !isThisServer(client, first)) {
      return void client.numeric('ERR_NOSUCHSERVER', first);
    }
    const maySee = client.session !== undefined && hasRight(client.server.core, client.session.person, 'look');
    if (maySee && matchesMask(fold(mask), fold(serverName))) {
      client.numericText('RPL_LINKS', [serverName, serverName], `0 ${network}`);
    }
    client.numeric('RPL_ENDOFLINKS', mask);
    return undefined;
  },
};
