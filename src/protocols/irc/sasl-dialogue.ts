import type { AccountRecord } from '../../core/ports.ts';
import { startSasl, saslMechanisms } from '../../core/accounts/sasl.ts';
import type { SaslExchange, SaslStep, SaslSuccess } from '../../core/accounts/sasl-step.ts';
import { isRefusal } from '../../core/refusal.ts';
import type { Client } from './client.ts';
import { mayLogIn } from './may-log-in.ts';
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
    client.numericText('ERR_SASLFAIL', [], 'SASL authentication failed: log in over TLS only');
    return;
  }
  const exchange = startSasl(core, mechanism.toUpperCase(), client.connection.remote.ip);
  if (isRefusal(exchange)) {
    client.numeric('RPL_SASLMECHS', saslMechanisms(core).join(','));
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
  if (chunk.length > CHUNK || dialogue.text.length + chunk.length > MOST_TEXT) return end(client, 'ERR_SASLTOOLONG');
  if (chunk !== '+') dialogue.text += chunk;
  if (chunk.length === CHUNK) return undefined;
  const message = decodeBase64(dialogue.text);
  dialogue.text = '';
  if (!message) return end(client, 'ERR_SASLFAIL');
  if (dialogue.success) return message.length === 0 ? succeed(client, dialogue.success) : end(client, 'ERR_SASLFAIL');
  return dialogue.exchange.step(message).then((step) => {
    // Given up meanwhile, or the connection is gone.
    if (client.sasl === dialogue) take(client, dialogue, step);
    return undefined;
  });
}

function take(client: Client, dialogue: SaslDialogue, step: SaslStep): void {
  if ('challenge' in step) return sendData(client, step.challenge);
  if ('success' in step) {
    if (!step.finalData || step.finalData.length === 0) return void succeed(client, step);
    dialogue.success = step;
    return sendData(client, step.finalData);
  }
  client.sasl = undefined;
  client.numericText('ERR_SASLFAIL', [], failures[step.reason] ?? 'SASL authentication failed');
}

const failures: Readonly<Record<string, string>> = {
  'login-throttled': 'SASL authentication failed: too many attempts, wait a while',
  'account-locked': 'SASL authentication failed: this account is locked',
  'storage-away': 'SASL authentication failed: the database does not answer, try again later',
  'server-busy': 'SASL authentication failed: the server is busy, try again later',
};

function succeed(client: Client, { success, device = '' }: SaslSuccess): undefined {
  client.sasl = undefined;
  client.account = success;
  client.device = device;
  sayLoggedIn(client, success);
  client.numeric('RPL_SASLSUCCESS');
}

function sayLoggedIn(client: Client, account: AccountRecord): void {
  const nick = client.nick;
  const mask = `${nick}!${client.ident || '*'}@${client.server.core.config.domain}`;
  client.numeric('RPL_LOGGEDIN', mask, account.name, `You are now logged in as ${account.name}`);
}

function end(client: Client, numeric: 'ERR_SASLABORTED' | 'ERR_SASLTOOLONG' | 'ERR_SASLFAIL'): undefined {
  client.sasl = undefined;
  client.numeric(numeric);
}

function sendData(client: Client, data: Buffer): void {
  for (const chunk of authenticateChunks(data)) send(client, chunk);
}

function send(client: Client, chunk: string): void {
  client.replies.line(formatWords('', 'AUTHENTICATE', [chunk]).slice(2));
}
