import type { ServiceNames } from '../../../core/commands/services/service-command.ts';
import type { Client } from '../client.ts';
import { normalizeEntry } from '../mode-lists.ts';
import { parseChannel } from '../names.ts';
import { addressOf } from '../people-lookup.ts';

/** Rooms are channels and people are nicks, as everywhere on this wire. */
export function serviceNamesOf(client: Client): ServiceNames {
  const { spelling, core } = client.server;
  return {
    roomOf: (text) => parseChannel(text, core.config.roomsDomain),
    personOf: (text) => addressOf(client, text),
    maskOf: (text) => (/^[am]:|[!*?]/i.test(text) ? normalizeEntry(text, 'b') : undefined),
    showRoom: (address) => spelling.channel(address),
    showPerson: (address) => spelling.nick(address),
  };
}
