import { valuesOf, type Subject } from '../../../core/metadata/metadata.ts';
import { clearMetadata, mayReadMetadata, setMetadata } from '../../../core/metadata/set-metadata.ts';
import { isRefusal } from '../../../core/refusal.ts';
import type { Client } from '../client.ts';
import type { Command, Result } from '../command.ts';
import { dialectOf } from '../metadata/dialect.ts';
import { earlyValues } from '../metadata/before-connect.ts';
import { isKey, KEY_LENGTH, showValue, startMetadataBatch } from '../metadata/lines.ts';
import { VALUE_BYTES } from '../metadata/value-bytes.ts';
import { subscriptionCommands } from '../metadata/subscriptions.ts';
import { syncAll, syncPerson, syncRoom } from '../metadata/sync.ts';
import { findPerson } from '../people-lookup.ts';
import { isRoom, mayKnow, openRoom } from '../room-lookup.ts';
import { channelOfRoom } from '../spelling.ts';

/** METADATA <target> <subcommand> … -- IRCv3 metadata (draft/metadata-2, draft/metadata-3) */
export const metadata: Command = {
  params: 2,
  before: 'also',
  run(client, [target = '', subcommand = '', ...params]) {
    const name = subcommand.toUpperCase();
    const needsKey = ['GET', 'SET', 'SUB', 'UNSUB'].includes(name);
    if (needsKey && params.length === 0) return void client.numeric('ERR_NEEDMOREPARAMS', 'METADATA');
    const subscription = subscriptionCommands[name];
    if (subscription) return subscription(client, params);
    if (!client.session) return early(client, target, name, params);
    const act = acts[name];
    if (!act) return fail(client, dialectOf(client).invalidSubcommand, [subcommand], 'Unknown subcommand');
    if (name === 'SYNC' && target.toUpperCase() === '*ALL') return syncAll(client, '*ALL');
    const asked = subjectOf(client, target === '*' ? client.nick : target);
    if (asked === undefined || !('name' in asked))
      return asked ?? fail(client, 'INVALID_TARGET', [target], 'Invalid target');
    return act(client, asked, params);
  },
};

/** Whom or what a command is about, and how it is called. */
interface Asked {
  readonly name: string;
  readonly subject: Subject;
}

type Act = (client: Client, asked: Asked, params: readonly string[]) => Result;

function subjectOf(client: Client, target: string): Asked | undefined | Extract<Result, { subscribe: unknown }> {
  if (!target.startsWith('#')) {
    const person = findPerson(client, target);
    return person && { name: person.nickname, subject: { person } };
  }
  const room = openRoom(client, target);
  if (isRoom(room)) {
    return mayKnow(client, room) ? { name: channelOfRoom(client.server.core, room), subject: { room } } : undefined;
  }
  return isRefusal(room) ? undefined : room;
}

/** What is hidden is hidden alike, whether or not it is there. */
function readable(act: Act): Act {
  return (client, asked, params) => {
    const { session } = client;
    if (session && mayReadMetadata(session, asked.subject)) return act(client, asked, params);
    return fail(client, 'KEY_NO_PERMISSION', [asked.name, '*'], 'You may not read this');
  };
}

const acts: Readonly<Record<string, Act>> = {
  GET: readable((client, { name, subject }, keys) => {
    const values = valuesOf(client.server.core.metadata, subject);
    startMetadataBatch(client, name);
    for (const key of keys) {
      if (isKey(key)) showValue(client, name, key, Object.hasOwn(values, key) ? values[key] : undefined);
      else invalidKey(client, key);
    }
    return undefined;
  }),
  LIST: readable((client, { name, subject }) => {
    startMetadataBatch(client, name);
    for (const [key, value] of Object.entries(valuesOf(client.server.core.metadata, subject))) {
      showValue(client, name, key, value);
    }
    return undefined;
  }),
  SYNC: readable((client, { subject }) => {
    if ('room' in subject) return syncRoom(client, subject.room);
    syncPerson(client, subject.person);
    return undefined;
  }),
  SET: set,
  CLEAR: clear,
};

async function set(client: Client, { name, subject }: Asked, [key = '', value = '']: readonly string[]) {
  const { session, server } = client;
  if (!session || !isValid(client, key, value)) return undefined;
  const isSet = Object.hasOwn(valuesOf(server.core.metadata, subject), key);
  const change = { key, value: value === '' ? undefined : value };
  const refused = await setMetadata(server.core, session, subject, change);
  if (refused) return tell(client, refused.reason, name, key) ? undefined : refused;
  if (value === '' && !isSet && dialectOf(client).refusesUnset) {
    return fail(client, 'KEY_NOT_SET', [name, key], 'Key is not set');
  }
  showValue(client, name, key, change.value);
  return undefined;
}

async function clear(client: Client, { name, subject }: Asked) {
  const { session, server } = client;
  if (!session) return undefined;
  const cleared = await clearMetadata(server.core, session, subject);
  if (isRefusal(cleared)) return tell(client, cleared.reason, name, '*') ? undefined : cleared;
  startMetadataBatch(client, name);
  for (const key of cleared) showValue(client, name, key, undefined);
  return undefined;
}

/** The refusals that the specification has words for. */
function tell(client: Client, reason: string, target: string, key: string): boolean {
  if (reason === 'no-rights' || reason === 'not-joined') {
    fail(client, 'KEY_NO_PERMISSION', [target, key], 'You may not change this');
  } else if (reason === 'too-many-values') {
    fail(client, 'LIMIT_REACHED', [target], `At most ${client.server.core.config.limits.metadataKeys} keys`);
  } else return false;
  return true;
}

function isValid(client: Client, key: string, value: string): boolean {
  if (!isKey(key)) invalidKey(client, key);
  else if (Buffer.byteLength(value) > VALUE_BYTES) {
    fail(client, dialectOf(client).invalidValue, [key], `At most ${VALUE_BYTES} bytes`);
  } else return true;
  return false;
}

function invalidKey(client: Client, key: string): undefined {
  const shown = key === '' || key.includes(' ') || key.startsWith(':') ? '*' : key.slice(0, KEY_LENGTH);
  return fail(client, dialectOf(client).invalidKey, [shown], 'A key has letters a to z, digits and _ . / -');
}

/** Before registration there is only oneself, and nothing stored yet ("before-connect"). */
function early(client: Client, target: string, name: string, [key = '', value = '']: readonly string[]): undefined {
  if (target !== '*') return fail(client, 'KEY_NO_PERMISSION', [target, '*'], 'Register first; only * is known now');
  const values = earlyValues(client);
  if (name === 'SET') {
    if (!isValid(client, key, value)) return undefined;
    if (value === '') values.delete(key);
    else if (values.size >= client.server.core.config.limits.metadataKeys && !values.has(key)) {
      return fail(client, 'LIMIT_REACHED', ['*'], 'Too many keys');
    } else values.set(key, value);
    return void showValue(client, '*', key, value === '' ? undefined : value);
  }
  if (name === 'GET') return void showValue(client, '*', key, values.get(key));
  startMetadataBatch(client, '*');
  for (const [each, found] of values) showValue(client, '*', each, name === 'CLEAR' ? undefined : found);
  if (name === 'CLEAR') values.clear();
  return undefined;
}

function fail(client: Client, code: string, context: readonly string[], text: string): undefined {
  client.fail('METADATA', code, context, text);
}
