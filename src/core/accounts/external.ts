import type { Core } from '../core.ts';
import { isRefusal, refuse } from '../refusal.ts';
import { ask } from './change-account.ts';
import { findAccount } from './find-account.ts';
import { parseLoginName } from './login-name.ts';
import { mayNotUse } from './may-use.ts';
import { keyOfAddress } from './names.ts';
import {
  invalidAuthzid,
  malformed,
  succeed,
  textOf,
  type SaslExchange,
  type SaslPeer,
  type SaslStep,
} from './sasl-step.ts';

/** EXTERNAL (RFC 4422 A): the certificate that the connection was made with says who it is; the message only whom it acts as. */
export function startExternal(core: Core, { certificate }: SaslPeer): SaslExchange {
  return { step: (message) => login(core, certificate ?? '', message) };
}

async function login(core: Core, certificate: string, message: Buffer): Promise<SaslStep> {
  const authzid = textOf(message);
  if (authzid === undefined || authzid.includes('\0')) return malformed;
  const { domain } = core.config;
  const wanted = authzid === '' ? undefined : parseLoginName(authzid, domain);
  if (authzid !== '' && !wanted) return invalidAuthzid;
  const holder = await ask(core, () => core.storage.certificates.holder(certificate));
  if (isRefusal(holder)) return holder;
  const key = holder && keyOfAddress(holder, domain);
  if (key === undefined) return refuse('login-failed');
  // Nobody acts as somebody else, and nobody learns whose the certificate is.
  if (wanted && wanted.key !== key) return invalidAuthzid;
  const found = await findAccount(core, key);
  if (isRefusal(found)) return found;
  if (!found.value) return refuse('login-failed');
  return mayNotUse(found.value) ?? succeed(found.value, wanted);
}
