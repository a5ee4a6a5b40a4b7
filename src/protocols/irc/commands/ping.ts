import type { Command } from '../command.ts';
import { formatLine } from '../wire/format.ts';

/** PING <token> -- RFC 2812 3.7.2 */
export const ping: Command = {
  before: 'also',
  run(client, [token = '']) {
    if (token === '') return void client.numeric('ERR_NOORIGIN');
    const { serverName } = client.server.config;
    client.replies.line(formatLine(serverName, 'PONG', [serverName, token]));
    return undefined;
  },
};

/** PONG <token> -- RFC 2812 3.7.3. That it came is all it says. */
export const pong: Command = { before: 'also', isFree: true, run: () => undefined };
