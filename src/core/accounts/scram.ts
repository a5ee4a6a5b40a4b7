import { randomToken } from '../../lib/id.ts';
import type { Core } from '../core.ts';
import type { AccountRecord, ScramKeys } from '../ports.ts';
import { isRefusal, refuse, type Refusal } from '../refusal.ts';
import { decoyKeys, sameCredentials } from './credentials.ts';
import { findAccount } from './find-account.ts';
import { guessAt, type Guess } from './guess-limit.ts';
import { parseLoginName, type LoginName } from './login-name.ts';
import { invalidAuthzid, malformed, mayActAs, succeed, textOf } from './sasl-step.ts';
import type { SaslExchange, SaslRefusal, SaslStep } from './sasl-step.ts';
import { isProof, serverSignature, type ScramHash } from './scram-keys.ts';
import { parseClientFinal, parseClientFirst, type ClientFirst } from './scram-messages.ts';

const NONCE_BYTES = 18;
const MAX_CLIENT_NONCE = 256;

/** What the server's first message promised, until the client's last. */
interface Challenged {
  readonly first: ClientFirst;
  readonly login: LoginName | undefined;
  readonly guess: Guess;
  readonly account: AccountRecord | undefined;
  readonly keys: ScramKeys;
  readonly nonce: string;
  readonly serverFirst: string;
}

/** SCRAM without channel binding (RFC 5802, RFC 7677): two messages. The nonce is given by tests only. */
export function startScram(core: Core, hash: ScramHash, ip: string, nonce = randomToken(NONCE_BYTES)): SaslExchange {
  let challenged: Challenged | undefined;
  return {
    async step(message) {
      const text = textOf(message);
      if (text === undefined) return malformed;
      if (challenged) return finish(core, hash, challenged, text);
      const answer = await begin(core, hash, text, { ip, nonce });
      if (isRefusal(answer)) return answer;
      challenged = answer;
      return { challenge: Buffer.from(answer.serverFirst) };
    },
  };
}

async function begin(
  core: Core,
  hash: ScramHash,
  text: string,
  { ip, nonce: serverNonce }: { readonly ip: string; readonly nonce: string },
): Promise<Challenged | SaslRefusal> {
  const first = parseClientFirst(text);
  if (!first || first.nonce.length > MAX_CLIENT_NONCE) return malformed;
  // RFC 5802 6: `y` is true, as we offer no -PLUS; `p` asks for what we did not offer.
  if (first.binding === 'p') return malformed;
  const { domain } = core.config;
  const login = parseLoginName(first.username, domain);
  if (!mayActAs(first.authzid, first.username, login, domain)) return invalidAuthzid;
  const name = login?.key ?? first.username;
  const guess = guessAt(core, name, ip);
  const account = await look(core, login, guess);
  if (isRefusal(account)) return account;
  const keys = account?.[hash] ?? decoyKeys(core, hash, name);
  const nonce = first.nonce + serverNonce;
  const serverFirst = `r=${nonce},s=${keys.salt.toString('base64')},i=${keys.iterations}`;
  return { first, login, guess, account, keys, nonce, serverFirst };
}

async function look(
  core: Core,
  login: LoginName | undefined,
  guess: Guess,
): Promise<AccountRecord | Refusal | undefined> {
  const throttled = guess.check();
  if (throttled || !login) return throttled;
  const found = await findAccount(core, login.key);
  return isRefusal(found) ? found : found.value;
}

async function finish(core: Core, hash: ScramHash, challenged: Challenged, text: string): Promise<SaslStep> {
  const { first, guess, keys } = challenged;
  const final = parseClientFinal(text);
  if (!final || final.nonce !== challenged.nonce) return malformed;
  // RFC 5802 6: whoever changed the header on the way (a downgrade) is found out here.
  if (final.binding !== first.gs2Header) return malformed;
  const throttled = guess.make();
  if (throttled) return throttled;
  const message = `${first.bare},${challenged.serverFirst},${final.withoutProof}`;
  const isRight = isProof(hash, keys, message, final.proof);
  if (!isRight || !challenged.account?.[hash]) return refuse('login-failed');
  const now = await findAccount(core, challenged.account.key);
  if (isRefusal(now)) return now;
  // The password was changed, or the account removed, since the challenge.
  if (!now.value || !sameCredentials(now.value, challenged.account)) return refuse('login-failed');
  guess.right();
  if (now.value.locked) return refuse('account-locked');
  const signature = serverSignature(hash, keys, message).toString('base64');
  return succeed(now.value, challenged.login, Buffer.from(`v=${signature}`));
}
