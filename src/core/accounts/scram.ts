import { randomToken } from '../../lib/id.ts';
import type { Core } from '../core.ts';
import type { AccountRecord, ScramKeys } from '../ports.ts';
import { isRefusal, refuse, type Refusal } from '../refusal.ts';
import { decoyKeys, sameCredentials } from './credentials.ts';
import { findAccount } from './find-account.ts';
import { guessAt, type Guess } from './guess-limit.ts';
import { mayNotUse } from './may-use.ts';
import { parseLoginName, type LoginName } from './login-name.ts';
import { invalidAuthzid, malformed, mayActAs, succeed, textOf } from './sasl-step.ts';
import type { ChannelBindingType, SaslExchange, SaslPeer, SaslRefusal, SaslStep } from './sasl-step.ts';
import { isProof, serverSignature, type ScramHash } from './scram-keys.ts';
import { parseClientFinal, parseClientFirst, type ClientFirst } from './scram-messages.ts';

const NONCE_BYTES = 18;
const MAX_CLIENT_NONCE = 256;

/** What the server's first message promised, until the client's last. */
interface Challenged {
  /** The client's first message without its header. */
  readonly bare: string;
  /** What `c=` must repeat: the header, and the channel's binding. */
  readonly bound: Buffer;
  readonly login: LoginName | undefined;
  readonly guess: Guess;
  readonly account: AccountRecord | undefined;
  readonly keys: ScramKeys;
  readonly nonce: string;
  readonly serverFirst: string;
}

const bindingTypes: readonly ChannelBindingType[] = ['tls-exporter', 'tls-server-end-point'];

/** Can an authentication be bound to this connection? */
export function hasBinding(peer: SaslPeer): boolean {
  return bindingTypes.some((type) => peer.binding?.(type) !== undefined);
}

export interface ScramOptions {
  /** The mechanism is `-PLUS`: bound to the connection. */
  readonly isPlus?: boolean;
  /** Given by tests only. */
  readonly nonce?: string;
}

/** SCRAM (RFC 5802, RFC 7677): two messages. */
export function startScram(core: Core, hash: ScramHash, peer: SaslPeer, options: ScramOptions = {}): SaslExchange {
  const { isPlus = false, nonce = randomToken(NONCE_BYTES) } = options;
  let challenged: Challenged | undefined;
  return {
    async step(message) {
      const text = textOf(message);
      if (text === undefined) return malformed;
      if (challenged) return finish(core, hash, challenged, text);
      const answer = await begin(core, hash, text, { peer, isPlus, nonce });
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
  { peer, isPlus, nonce: serverNonce }: { readonly peer: SaslPeer } & Required<ScramOptions>,
): Promise<Challenged | SaslRefusal> {
  const first = parseClientFirst(text);
  if (!first || first.nonce.length > MAX_CLIENT_NONCE) return malformed;
  const bound = boundTo(first, peer, isPlus);
  if (!bound) return malformed;
  const { domain } = core.config;
  const login = parseLoginName(first.username, domain);
  if (!mayActAs(first.authzid, first.username, login, domain)) return invalidAuthzid;
  const name = login?.key ?? first.username;
  const guess = guessAt(core, name, peer.ip);
  const account = await look(core, login, guess);
  if (isRefusal(account)) return account;
  const keys = account?.[hash] ?? decoyKeys(core, hash, name);
  const nonce = first.nonce + serverNonce;
  const serverFirst = `r=${nonce},s=${keys.salt.toString('base64')},i=${keys.iterations}`;
  return { bound, login, guess, bare: first.bare, account, keys, nonce, serverFirst };
}

/**
 * RFC 5802 6: what the client must repeat in `c=`, or undefined where the header breaks the rules. `p` goes with a -PLUS mechanism
 * and a type that we have; `y` (it believes that we have none) is a lie that somebody else told it where we do.
 */
function boundTo(
  { binding, bindingType, gs2Header }: ClientFirst,
  peer: SaslPeer,
  isPlus: boolean,
): Buffer | undefined {
  const header = Buffer.from(gs2Header);
  if (isPlus !== (binding === 'p') || (binding === 'y' && hasBinding(peer))) return undefined;
  if (binding !== 'p') return header;
  const type = bindingTypes.find((each) => each === bindingType);
  const data = type && peer.binding?.(type);
  return data && Buffer.concat([header, data]);
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
  const { bare, bound, guess, keys } = challenged;
  const final = parseClientFinal(text);
  if (!final || final.nonce !== challenged.nonce) return malformed;
  // RFC 5802 6: whoever changed the header on the way (a downgrade) is found out here.
  if (!final.binding.equals(bound)) return malformed;
  const throttled = guess.make();
  if (throttled) return throttled;
  const message = `${bare},${challenged.serverFirst},${final.withoutProof}`;
  const isRight = isProof(hash, keys, message, final.proof);
  if (!isRight || !challenged.account?.[hash]) return refuse('login-failed');
  const now = await findAccount(core, challenged.account.key);
  if (isRefusal(now)) return now;
  // The password was changed, or the account removed, since the challenge.
  if (!now.value || !sameCredentials(now.value, challenged.account)) return refuse('login-failed');
  guess.right();
  const not = mayNotUse(now.value);
  if (not) return not;
  const signature = serverSignature(hash, keys, message).toString('base64');
  return succeed(now.value, challenged.login, Buffer.from(`v=${signature}`));
}
