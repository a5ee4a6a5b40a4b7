import { Cap } from '../capabilities.ts';
import type { Command } from '../command.ts';
import { showSupport } from '../show-support.ts';

/** ISUPPORT -- IRCv3 extended-isupport */
export const isupport: Command = {
  before: 'also',
  run(client) {
    if (client.session || client.has(Cap.extendedIsupport)) showSupport(client);
    else client.numeric('ERR_NOTREGISTERED');
    return undefined;
  },
};
