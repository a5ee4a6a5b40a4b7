import { cleanName } from '../clean-text.ts';
import { labelOf } from '../device.ts';
import type { Command } from '../command.ts';
import { register } from '../registration.ts';
import { cutBytes } from '../wire/format.ts';

/** Letters of the user name that masks show (005 USERLEN). */
const USER_LENGTH = 10;

/** USER <user> <mode> <unused> <realname> -- RFC 2812 3.1.3 */
export const user: Command = {
  params: 4,
  before: 'only',
  run(client, [name = '', , , realname = '']) {
    // modern.ircdocs.horse, "USER message": an empty real name is none.
    if (realname === '') return void client.numeric('ERR_NEEDMOREPARAMS', 'USER');
    const ident = name
      .replace(/[/@].*$/s, '')
      .replace(/[^A-Za-z0-9_.-]/g, '')
      .slice(0, USER_LENGTH);
    if (client.device === '') client.device = labelOf(name);
    client.ident = ident || 'user';
    client.realname = cutBytes(cleanName(realname), client.server.core.config.limits.realname);
    return register(client);
  },
};
