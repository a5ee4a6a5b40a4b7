import type { AccountRecord } from '../ports.ts';
import { refuse, type Refusal } from '../refusal.ts';
import { parseLoginName, type LoginName } from './login-name.ts';

export interface SaslChallenge {
  readonly challenge: Buffer;
}

export interface SaslSuccess {
  readonly success: AccountRecord;
  /** The device label that came with the name (`alice/phone`), if one did. */
  readonly device?: string;
  /** SCRAM: the server's signature. XMPP sends it inside its success; IRC as a last challenge, answered by an empty response. */
  readonly finalData?: Buffer;
}

/** Which rule of SASL was broken, for wires that tell (RFC 6120 6.5); otherwise the credentials were not good. */
export type SaslFault = 'malformed-request' | 'invalid-authzid';

export interface SaslRefusal extends Refusal {
  readonly fault?: SaslFault;
}

export type SaslStep = SaslChallenge | SaslSuccess | SaslRefusal;

/** Who wants to authenticate, as far as the connection tells. */
export interface SaslPeer {
  readonly ip: string;
  /** SHA-256 of the client's TLS certificate, lower-case hex, if it showed one. */
  readonly certificate?: string | undefined;
  /** What binds an authentication to this very connection; undefined where the type is not to be had (RFC 5056, RFC 9266). */
  binding?(type: ChannelBindingType): Buffer | undefined;
}

export type ChannelBindingType = 'tls-exporter' | 'tls-server-end-point';

/** One authentication with one mechanism, on the server's side. Holds nothing that must be released; dropping it aborts it. */
export interface SaslExchange {
  /** The client's next message, decoded. After anything but a challenge the exchange is over. */
  step(message: Buffer): Promise<SaslStep>;
}

export const malformed: SaslRefusal = { ...refuse('login-failed'), fault: 'malformed-request' };
export const invalidAuthzid: SaslRefusal = { ...refuse('login-failed'), fault: 'invalid-authzid' };

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** Text of a message, or undefined where it is not UTF-8. */
export function textOf(message: Buffer): string | undefined {
  try {
    return utf8.decode(message);
  } catch {
    return undefined;
  }
}

/** Nobody acts as somebody else: an authorization identity must be empty or the account itself (RELIABILITY X-11). */
export function mayActAs(authzid: string, name: string, login: LoginName | undefined, domain: string): boolean {
  if (authzid === '' || authzid === name) return true;
  return login !== undefined && parseLoginName(authzid, domain)?.key === login.key;
}

export function succeed(account: AccountRecord, login: LoginName | undefined, finalData?: Buffer): SaslSuccess {
  return {
    success: account,
    ...(login?.device === undefined ? {} : { device: login.device }),
    ...(finalData ? { finalData } : {}),
  };
}
