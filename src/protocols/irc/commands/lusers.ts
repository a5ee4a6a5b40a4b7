import type { Command } from '../command.ts';
import { showLusers } from '../welcome.ts';

/** LUSERS -- RFC 2812 3.4.2 */
export const lusers: Command = {
  run(client) {
    showLusers(client);
    return undefined;
  },
};
