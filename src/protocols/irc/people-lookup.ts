import { accountKey } from '../../core/accounts/names.ts';
import type { Person } from '../../core/presence/person.ts';
import { makeAddress, parseAddress, type Bare } from '../../lib/address.ts';
import type { Client } from './client.ts';

/** Somebody who is here, by nick or by address. */
export function findPerson({ server }: Client, nick: string): Person | undefined {
  const { people } = server.core;
  if (!nick.includes('@')) return people.byNickname(nick);
  const address = parseAddress(nick);
  return address && people.byAddress(address.bare);
}

/** Who is reached under a nick: whoever wears it, or the holder of the account of that name, whatever they are called now. */
export function findAddressee(client: Client, nick: string): Person | undefined {
  const address = addressOf(client, nick);
  return address && client.server.core.people.byAddress(address);
}

/** The address that a nick stands for, whether or not anybody is behind it; undefined where nobody can be. */
export function addressOf(client: Client, nick: string): Bare | undefined {
  const person = findPerson(client, nick);
  if (person) return person.address.bare;
  if (nick.includes('@')) return parseAddress(nick)?.bare;
  const key = accountKey(nick);
  return key === undefined ? undefined : makeAddress(key, client.server.core.config.domain).bare;
}
