import type { Command } from '../command.ts';
import { continueDialogue, startDialogue } from '../sasl-dialogue.ts';

/** AUTHENTICATE <mechanism, data or *> -- IRCv3 sasl-3.1 */
export const authenticate: Command = {
  params: 1,
  before: 'also',
  run(client, [argument = '']) {
    if (client.account) return void client.numeric('ERR_SASLALREADY');
    // A session's identity does not change while it lasts.
    if (client.session)
      return void client.numericText('ERR_SASLFAIL', [], 'Log in before you register, please: reconnect');
    if (client.sasl) return continueDialogue(client, client.sasl, argument);
    if (argument === '*') return void client.numeric('ERR_SASLABORTED');
    startDialogue(client, argument);
    return undefined;
  },
};
