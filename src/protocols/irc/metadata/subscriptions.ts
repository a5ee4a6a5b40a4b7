import { subscribe, subscribedKeys, unsubscribe } from '../../../core/metadata/subscribe.ts';
import { Cap } from '../capabilities.ts';
import type { Client } from '../client.ts';
import { joinWithin } from '../join-within.ts';
import { channelOfRoom } from '../spelling.ts';
import { earlySubscriptions } from './early-subscriptions.ts';
import { dialectOf } from './dialect.ts';
import { isKey, KEY_LENGTH } from './lines.ts';

/** SUB, UNSUB and SUBS, which are about the client itself whatever target it names. */
export const subscriptionCommands: Readonly<Record<string, (client: Client, keys: readonly string[]) => undefined>> = {
  SUB: add,
  UNSUB: remove,
  SUBS: show,
};

/** Key by key, in order; what comes behind the first that finds no place is not looked at ("METADATA SUB"). */
function add(client: Client, keys: readonly string[]): undefined {
  const most = client.server.core.config.limits.metadataSubs;
  const added: string[] = [];
  for (const key of keys) {
    if (!isKey(key)) invalid(client, key);
    else if (!keysOf(client).has(key) && keysOf(client).size >= most) {
      listed(client, 'RPL_METADATASUBOK', added);
      client.fail('METADATA', dialectOf(client).tooManySubscriptions, [key], `At most ${most} keys`);
      return later(client, added);
    } else {
      put(client, key);
      added.push(key);
    }
  }
  listed(client, 'RPL_METADATASUBOK', added);
  return later(client, added);
}

/** Values that are set already come when they are asked for: the client is told that it can ("Postponed synchronization"). */
function later(client: Client, added: readonly string[]): undefined {
  const { session, server } = client;
  if (!session || added.length === 0) return undefined;
  const { allTargets } = dialectOf(client);
  if (allTargets !== undefined) return void client.numeric('RPL_METADATASYNCLATER', allTargets);
  for (const { occupant } of session.seats.values()) {
    client.numeric('RPL_METADATASYNCLATER', channelOfRoom(server.core, occupant.room));
  }
  return undefined;
}

function remove(client: Client, keys: readonly string[]): undefined {
  const removed = keys.filter((key) => isKey(key) || invalid(client, key));
  for (const key of removed) {
    if (client.session) unsubscribe(client.server.core, client.session, key);
    else earlySubscriptions(client).delete(key);
  }
  listed(client, 'RPL_METADATAUNSUBOK', removed);
  return undefined;
}

function show(client: Client): undefined {
  if (client.has(Cap.batch)) client.replies.startBatch('metadata-subs', []);
  listed(client, 'RPL_METADATASUBS', [...keysOf(client)]);
  return undefined;
}

function listed(
  client: Client,
  numeric: 'RPL_METADATASUBOK' | 'RPL_METADATAUNSUBOK' | 'RPL_METADATASUBS',
  keys: readonly string[],
): void {
  for (const text of joinWithin(keys, ' ')) client.numeric(numeric, ...text.split(' '));
}

function invalid(client: Client, key: string): false {
  const shown = /^[^:\s]\S*$/.test(key) ? key.slice(0, KEY_LENGTH) : '*';
  client.fail('METADATA', dialectOf(client).invalidKey, [shown], 'A key has letters a to z, digits and _ . / -');
  return false;
}

/** Those of the session, or what is to become one. */
function keysOf(client: Client): ReadonlySet<string> {
  return client.session ? subscribedKeys(client.server.core, client.session) : earlySubscriptions(client);
}

function put(client: Client, key: string): void {
  if (client.session) subscribe(client.server.core, client.session, key);
  else earlySubscriptions(client).add(key);
}
