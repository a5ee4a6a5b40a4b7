import { setMetadata } from '../../../core/metadata/set-metadata.ts';
import { subscribe } from '../../../core/metadata/subscribe.ts';
import { valuesOf } from '../../../core/metadata/metadata.ts';
import type { Client } from '../client.ts';
import { extraOf } from '../client-extra.ts';
import { encodeLine, formatLine, formatWords } from '../wire/format.ts';
import { numerics } from '../wire/numerics.ts';
import { Cap } from '../capabilities.ts';
import { hasMetadata } from './sync.ts';

/** Values set before there is anybody to set them on. */
export function earlyValues(client: Client): Map<string, string> {
  const extra = extraOf(client);
  return (extra.metadata ??= new Map());
}

/**
 * Part of the welcome, before the end of the MOTD: the client's own metadata, what it said before registering included
 * ("Notifications"). What was said early is kept behind it.
 */
export function welcomeMetadata(client: Client): void {
  const { session, server } = client;
  const early = client.extra?.metadata;
  for (const key of client.extra?.subscriptions ?? []) if (session) subscribe(server.core, session, key);
  delete client.extra?.subscriptions;
  if (!session || (!hasMetadata(client) && !early)) return;
  const { core, config } = server;
  const { nickname } = session.person;
  const stored = valuesOf(core.metadata, { person: session.person });
  if (hasMetadata(client) && client.has(Cap.batch)) {
    const reference = client.replies.nextReference();
    const send = (line: string, tags = '') => client.replies.rendered(encodeLine(line, tags));
    send(formatWords(config.serverName, 'BATCH', [`+${reference}`, 'metadata', nickname]));
    for (const [key, value] of Object.entries({ ...stored, ...Object.fromEntries(early ?? []) })) {
      const line = client.has(Cap.metadata3)
        ? formatLine(config.serverName, numerics.RPL_KEYVALUE[0], ['*', nickname, key, '*', value])
        : formatLine(config.serverName, 'METADATA', [nickname, key, '*', value]);
      send(line, `batch=${reference}`);
    }
    send(formatWords(config.serverName, 'BATCH', [`-${reference}`]));
  }
  if (early) void keepEarly(client, early);
}

async function keepEarly(client: Client, early: ReadonlyMap<string, string>): Promise<void> {
  const { session, server } = client;
  delete client.extra?.metadata;
  if (!session) return;
  for (const [key, value] of early) {
    const refused = await setMetadata(server.core, session, { person: session.person }, { key, value });
    if (!session.isAttached) return;
    if (refused) client.fail('METADATA', 'LIMIT_REACHED', [session.person.nickname], 'Too much metadata');
  }
}
