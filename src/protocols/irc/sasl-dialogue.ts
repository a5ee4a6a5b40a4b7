import { startSasl } from '../../core/accounts/sasl.ts';
import type { SaslExchange, SaslStep, SaslSuccess } from '../../core/accounts/sasl-step.ts';
import { isRefusal, type Refusal } from '../../core/refusal.ts';
import type { Client } from './client.ts';
import { identify } from './identify.ts';
import { mayLogIn } from './may-log-in.ts';
import { mechanismList, saslPeer } from './sasl-peer.ts';
import { authenticateChunks, CHUNK, decodeBase64 } from './wire/base64.ts';
import { formatWords } from './wire/format.ts';

/** An authentication under way on one connection (IRCv3 sasl-3.1). */
export interface SaslDialogue {
  readonly exchange: SaslExchange;
  /** Base64 of the message that is coming, as far as it came. */
  text: string;
  /** The server's signature was sent: an empty message completes it. */
  success: SaslSuccess | undefined;
}

/** Base64 characters of one message at most; more than any mechanism of ours says. */
const MOST_TEXT = 8192;

/** Starts with a mechanism, or says 908 and 904. */
export function startDialogue(client: Client, mechanism: string): void {
  const { core } = client.server;
  if (!mayLogIn(client)) {
    client.numericText('ERR_SASLFAIL', [], `${FAILED}: log in over TLS only`);
    return;
  }
  const exchange = startSasl(core, mechanism.toUpperCase(), saslPeer(client));
  if (isRefusal(exchange)) {
    client.numeric('RPL_SASLMECHS', mechanismList(client));
    client.numeric('ERR_SASLFAIL');
    return;
  }
  client.sasl = { exchange, text: '', success: undefined };
  send(client, '+');
}

/** Takes one AUTHENTICATE parameter of a dialogue that has begun. */
export function continueDialogue(
  client: Client,
  dialogue: SaslDialogue,
  chunk: string,
): Promise<undefined> | undefined {
  if (chunk === '*') return end(client, 'ERR_SASLABORTED');
  if (chunk.length > CHUNK) return end(client, 'ERR_SASLTOOLONG');
  if (dialogue.text.length + chunk.length > MOST_TEXT) return end(client, 'ERR_SASLFAIL'); // 905 is about a single line
  if (chunk !== '+') dialogue.text += chunk;
  if (chunk.length === CHUNK) return undefined;
  const message = decodeBase64(dialogue.text);
  dialogue.text = '';
  if (!message) return end(client, 'ERR_SASLFAIL');
  if (dialogue.success) return message.length === 0 ? succeed(client, dialogue.success) : end(client, 'ERR_SASLFAIL');
  // Given up meanwhile, or the connection is gone: then its outcome is nobody's.
  return dialogue.exchange
    .step(message)
    .then((step) => (client.sasl === dialogue ? take(client, dialogue, step) : undefined));
}

function take(client: Client, dialogue: SaslDialogue, step: SaslStep): Promise<undefined> | undefined {
  if ('challenge' in step) return sendData(client, step.challenge);
  if (!('success' in step)) return fail(client, step);
  if (!step.finalData || step.finalData.length === 0) return succeed(client, step);
  dialogue.success = step;
  return sendData(client, step.finalData);
}

function fail(client: Client, { reason, text }: Refusal): undefined {
  client.sasl = undefined;
  const why = failures[reason] ?? text;
  client.numericText('ERR_SASLFAIL', [], why === undefined ? FAILED : `${FAILED}: ${why}`);
}

const FAILED = 'SASL authentication failed';

const failures: Readonly<Record<string, string>> = {
  'login-throttled': 'too many attempts, wait a while',
  'account-locked': 'this account is locked',
  'storage-away': 'the database does not answer, try again later',
  'server-busy': 'the server is busy, try again later',
};

async function succeed(client: Client, { success: account, device }: SaslSuccess): Promise<undefined> {
  client.sasl = undefined;
  const refused = await identify(client, { account, device }, () => client.numeric('RPL_SASLSUCCESS'));
  if (refused) fail(client, refused);
}

function end(client: Client, numeric: 'ERR_SASLABORTED' | 'ERR_SASLTOOLONG' | 'ERR_SASLFAIL'): undefined {
  client.sasl = undefined;
  client.numeric(numeric);
}

function sendData(client: Client, data: Buffer): undefined {
  for (const chunk of authenticateChunks(data)) send(client, chunk);
}

function send(client: Client, chunk: string): void {
  client.replies.line(formatWords('', 'AUTHENTICATE', [chunk]).slice(2));
}
