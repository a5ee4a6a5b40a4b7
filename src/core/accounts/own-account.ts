import type { Core } from '../core.ts';
import type { AccountRecord } from '../ports.ts';
import { evict } from '../presence/identity.ts';
import { renamePerson } from '../presence/rename-person.ts';
import type { Session } from '../presence/session.ts';
import { isRefusal, refuse, type Outcome, type Refusal } from '../refusal.ts';
import { changeAccount, dismissSessions } from './change-account.ts';
import { confirmationCode, isConfirmed } from './confirmation.ts';
import { checkEmail } from './email.ts';
import { verifyPassword } from './login.ts';
import { mayNotChoose, preparePassword } from './passwords.ts';
import { removeAccount } from './remove-account.ts';
import { setPassword } from './set-password.ts';

/** What somebody who is logged in does to the own account. All of it is refused with `account-required` to guests. */

/**
 * Another password, for who knows the present one. All other sessions end. Refused: `login-failed`, `login-throttled`,
 * `password-unacceptable`, `weak-password`, `server-busy`, `storage-away`.
 */
export async function changePassword(
  core: Core,
  session: Session,
  { present, next }: { readonly present: string; readonly next: string },
): Promise<AccountRecord | Refusal> {
  const { account } = session.person;
  if (!account) return refuse('account-required');
  if (preparePassword(next) === undefined) return refuse('password-unacceptable');
  const weak = mayNotChoose(core, next);
  if (weak) return weak;
  const known = await verifyPassword(core, account.name, present, session.ip);
  return isRefusal(known) ? known : setPassword(core, account.name, next, session);
}

/**
 * Where mail reaches the holder of the account; empty for nowhere. Refused: `unsupported` where no address is asked for,
 * `email-invalid` also where there must be one, `email-unacceptable`, `storage-away`.
 */
export async function changeEmail(core: Core, session: Session, email: string): Promise<AccountRecord | Refusal> {
  const { account } = session.person;
  if (!account) return refuse('account-required');
  const rule = core.config.email;
  if (rule === 'off') return refuse('unsupported', undefined, { text: 'This server keeps no addresses.' });
  if (email === '' && rule === 'required')
    return refuse('email-invalid', undefined, { text: 'An address is required.' });
  const refused = email === '' ? undefined : checkEmail(email);
  return refused ?? changeAccount(core, account.name, { email });
}

/** The code that `unregister` wants, so that nobody removes an account by mistake. */
export function unregistrationCode(core: Core, session: Session): string | Refusal {
  const { account } = session.person;
  return account ? confirmationCode(core, 'unregister', account) : refuse('account-required');
}

/** Removes the account, for good, and ends its sessions. Refused: `code-invalid`, and as `removeAccount`. */
export async function unregister(core: Core, session: Session, code: string): Promise<Refusal | undefined> {
  const { account } = session.person;
  if (!account) return refuse('account-required');
  return isConfirmed(core, 'unregister', account, code) ? removeAccount(core, account.name) : refuse('code-invalid');
}

/** A session as its account's holder may see it. */
export interface OwnSession extends Pick<
  Session,
  'id' | 'device' | 'wire' | 'ip' | 'isSecure' | 'since' | 'lastActive'
> {
  readonly isOwn: boolean;
}

/** In the order they came. */
export function listSessions(session: Session): readonly OwnSession[] {
  return session.person.sessions.map((each) => ({
    id: each.id,
    device: each.device,
    wire: each.wire,
    ip: each.ip,
    isSecure: each.isSecure,
    since: each.since,
    lastActive: each.lastActive,
    isOwn: each === session,
  }));
}

/** Ends one session of one's own, by its id or device. Refused: `no-such-session`. */
export function endSession(session: Session, which: string): Refusal | undefined {
  const found = session.person.sessions.find(({ id, device }) => id === which || device === which);
  if (!found) return refuse('no-such-session', which);
  found.endpoint.dismiss('logged-out');
  return undefined;
}

/** The account's name becomes the nickname of its holder, whoever was called so meanwhile. Refused as `renamePerson`. */
export function regain(core: Core, session: Session): Outcome {
  const { account } = session.person;
  if (!account) return refuse('account-required');
  evict(core, session.person, account.name);
  return renamePerson(core, session, account.name);
}

/** Ends all sessions of an account, for who knows its password: it can be logged in to again. Refused as `verifyPassword`. */
export async function endSessionsOf(
  core: Core,
  { name, password, ip }: { readonly name: string; readonly password: string; readonly ip: string },
): Promise<AccountRecord | Refusal> {
  const account = await verifyPassword(core, name, password, ip);
  if (!isRefusal(account)) dismissSessions(core, account.key, 'replaced');
  return account;
}
