import type { Command } from '../command.ts';
import { continueDialogue, startDialogue } from '../sasl-dialogue.ts';

/** AUTHENTICATE <mechanism, data or *> -- IRCv3 sasl-3.1 */
export const authenticate: Command = {
  params: 1,
  before: 'also',
  run(client, [argument = '']) {
    if (client.sasl) return continueDialogue(client, client.sasl, argument);
    if (argument === '*') return void client.numeric('ERR_SASLABORTED');
    startDialogue(client, argument);
    return undefined;
  },
};
