import { fold } from '../../lib/fold.ts';
import { matchesMask } from '../../lib/mask.ts';
import type { Client } from './client.ts';
import { findPerson } from './people-lookup.ts';

/**
 * Does the name of a server in a question mean this one? A mask may, and so does the nick of anybody here (RFC 2812 3.4, 3.6.2);
 * there is no other, so all else is 402.
 */
export function isThisServer(client: Client, name: string): boolean {
  const { serverName } = client.server.config;
  return matchesMask(fold(name), fold(serverName)) || findPerson(client, name) !== undefined;
}
