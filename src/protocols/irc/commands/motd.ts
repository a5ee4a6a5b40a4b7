import type { Command } from '../command.ts';
import { showMotd } from '../welcome.ts';

/** MOTD -- RFC 2812 3.4.1 */
export const motd: Command = {
  run(client) {
    showMotd(client);
    return undefined;
  },
};
