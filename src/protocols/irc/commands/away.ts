import { online } from '../../../core/presence/availability.ts';
import { setAvailability } from '../../../core/presence/set-availability.ts';
import { cleanText } from '../clean-text.ts';
import type { Command } from '../command.ts';
import { cutBytes } from '../wire/format.ts';

/** AWAY [<text>] -- RFC 2812 4.1 */
export const away: Command = {
  run(client, [given = '']) {
    const { session, server } = client;
    if (!session) return undefined;
    const status = cutBytes(cleanText(given), server.core.config.limits.away);
    const outcome = setAvailability(server.core, session, status === '' ? online : { ...online, show: 'away', status });
    if (!outcome) client.numeric(status === '' ? 'RPL_UNAWAY' : 'RPL_NOWAWAY');
    return outcome;
  },
};
