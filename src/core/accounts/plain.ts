import type { Core } from '../core.ts';
import { isRefusal } from '../refusal.ts';
import { verifyPassword } from './login.ts';
import { parseLoginName } from './login-name.ts';
import {
  invalidAuthzid,
  malformed,
  mayActAs,
  succeed,
  textOf,
  type SaslExchange,
  type SaslPeer,
  type SaslStep,
} from './sasl-step.ts';

/** PLAIN (RFC 4616): one message. */
export function startPlain(core: Core, { ip }: SaslPeer): SaslExchange {
  return { step: (message) => login(core, message, ip) };
}

async function login(core: Core, message: Buffer, ip: string): Promise<SaslStep> {
  const parts = textOf(message)?.split('\0');
  if (parts?.length !== 3) return malformed;
  const [authzid, name, password] = parts as [string, string, string];
  if (name === '' || password === '') return malformed;
  const { domain } = core.config;
  const login = parseLoginName(name, domain);
  if (!mayActAs(authzid, name, login, domain)) return invalidAuthzid;
  const account = await verifyPassword(core, name, password, ip);
  return isRefusal(account) ? account : succeed(account, login);
}
