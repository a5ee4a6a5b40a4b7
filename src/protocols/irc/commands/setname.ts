import { setDisplayName } from '../../../core/presence/set-display-name.ts';
import { cleanName } from '../clean-text.ts';
import type { Command } from '../command.ts';

/** SETNAME <real name> -- IRCv3 setname. Works without the capability too; then nothing is answered. */
export const setname: Command = {
  params: 1,
  // FAIL SETNAME INVALID_REALNAME mentions nothing ("Errors").
  subject: 1,
  shows: 'profile',
  run(client, [given = '']) {
    const { session, server } = client;
    return session ? setDisplayName(server.core, session, cleanName(given)) : undefined;
  },
};
