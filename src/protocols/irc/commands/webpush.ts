import { subscribe, unsubscribe } from '../../../core/push/subscribe.ts';
import type { Session } from '../../../core/presence/session.ts';
import type { Reason, Refusal } from '../../../core/refusal.ts';
import { Cap } from '../capabilities.ts';
import type { Client } from '../client.ts';
import type { Command } from '../command.ts';
import { pushGreeting } from '../push-line.ts';
import { cutBytes, formatWords } from '../wire/format.ts';
import { parseTags } from '../wire/tags.ts';

/** WEBPUSH REGISTER <endpoint> <keys>, WEBPUSH UNREGISTER <endpoint> -- draft/webpush (ircv3-specifications 471), soju.im/webpush */
export const webpush: Command = {
  run(client, [subcommand = '', endpoint = '', ...more]) {
    const { session } = client;
    if (!session) return undefined;
    if (!client.has(Cap.webpush)) return void client.numeric('ERR_UNKNOWNCOMMAND', 'WEBPUSH');
    const verb = subcommand.toUpperCase();
    const [keys] = more;
    if (verb === 'REGISTER' && keys !== undefined && more.length === 1)
      return register(client, session, endpoint, keys);
    if (verb === 'UNREGISTER' && endpoint !== '' && more.length === 0) return unregister(client, session, endpoint);
    return fail(client, [verb, endpoint], 'INVALID_PARAMS', 'Invalid parameters');
  },
};

async function register(client: Client, session: Session, endpoint: string, text: string): Promise<undefined> {
  const keys = parseTags(text);
  const { core, config } = client.server;
  const refused = await subscribe(core, session, {
    endpoint,
    p256dh: keys.get('p256dh') ?? '',
    auth: keys.get('auth') ?? '',
    greeting: pushGreeting(config.serverName),
  });
  answer(client, ['REGISTER', endpoint], refused);
}

async function unregister(client: Client, session: Session, endpoint: string): Promise<undefined> {
  answer(client, ['UNREGISTER', endpoint], await unsubscribe(client.server.core, session, endpoint));
}

type About = readonly [verb: string, endpoint: string];

/** "Errors", and the codes that Ergo has beside them. */
const codes: Partial<Record<Reason, readonly [code: string, text: string]>> = {
  'account-required': ['FORBIDDEN', 'You are not logged in'],
  unsupported: ['FORBIDDEN', 'Push notifications are switched off'],
  'bad-setting': ['INVALID_PARAMS', 'Invalid endpoint or keys'],
  'remote-unreachable': ['INVALID_PARAMS', 'The endpoint does not take messages'],
  'quota-exceeded': ['MAX_REGISTRATIONS', 'You have too many push subscriptions already'],
  'rate-limited': ['RATE_LIMITED', 'Too many push subscriptions; try again later'],
};

function answer(client: Client, about: About, refused: Refusal | undefined): undefined {
  if (!refused) return void client.replies.line(formatWords(client.server.config.serverName, 'WEBPUSH', about));
  const [code, text] = codes[refused.reason] ?? ['INTERNAL_ERROR', 'It could not be done now'];
  return fail(client, about, code, text);
}

/** So much of the endpoint that the line is one. */
const SHOWN_BYTES = 300;

function fail(client: Client, [verb, endpoint]: About, code: string, text: string): undefined {
  client.fail('WEBPUSH', code, [cutBytes(verb, 32), cutBytes(endpoint, SHOWN_BYTES)], text);
}
