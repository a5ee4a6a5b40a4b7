import { detach } from '../../../core/presence/attach.ts';
import type { Command } from '../command.ts';
import { cutBytes } from '../wire/format.ts';
import { cleanText } from '../clean-text.ts';

/** QUIT [<reason>] -- RFC 2812 3.1.7 */
export const quit: Command = {
  before: 'also',
  isFree: true,
  run(client, [given = '']) {
    const { core } = client.server;
    const reason = cutBytes(cleanText(given), core.config.limits.reason);
    if (client.session) detach(core, client.session, reason === '' ? 'Quit' : `Quit: ${reason}`, 'quit');
    client.end(reason === '' ? 'Quit' : `Quit: ${reason}`);
    return undefined;
  },
};
