import { absent, online, type Availability } from '../../../core/presence/availability.ts';
import { setAvailability } from '../../../core/presence/set-availability.ts';
import { Cap } from '../capabilities.ts';
import { cleanText } from '../clean-text.ts';
import { extraOf } from '../client-extra.ts';
import type { Client } from '../client.ts';
import type { Command } from '../command.ts';
import { cutBytes } from '../wire/format.ts';

/** AWAY [<text>] -- RFC 2812 4.1; before registration for clients with IRCv3 pre-away */
export const away: Command = {
  before: 'also',
  run(client, [given = '']) {
    const { session, server } = client;
    if (!session && !client.has(Cap.preAway)) return void client.numeric('ERR_NOTREGISTERED');
    const availability = meant(client, given);
    if (session) {
      const outcome = setAvailability(server.core, session, availability);
      if (outcome) return outcome;
    } else extraOf(client).availability = availability;
    client.numeric(availability === online ? 'RPL_UNAWAY' : 'RPL_NOWAWAY');
    return undefined;
  },
};

/** `*` says that the device is there by itself (pre-away, "Implementation"); without the capability it is a text like any other. */
function meant(client: Client, given: string): Availability {
  if (given === '*' && client.has(Cap.preAway)) return absent;
  const status = cutBytes(cleanText(given), client.server.core.config.limits.away);
  return status === '' ? online : { ...online, show: 'away', status };
}
