import { reasons } from '../refusal.ts';
import type { Reason, Refusal } from '../refusal.ts';
import { failed } from './result.ts';
import type { Result } from './result.ts';

/** What to say where the reason's own words would not tell people what to do. */
const sentences: Partial<Record<Reason, string>> = {
  'no-such-account': 'there is no such account',
  'account-exists': 'there is an account of that name already',
  'account-name-invalid': 'that cannot be the name of an account (letters, digits and -_[]{}|^` up to limits.nick)',
  'weak-password': 'the password is too short, or the same as the name',
  'password-unacceptable': 'that cannot be a password',
  'login-failed': 'wrong account name or password',
  'login-throttled': 'too many attempts to log in',
  'account-locked': 'the account is locked',
  'account-unverified': 'the account waits for its code (VERIFY)',
  'code-invalid': 'that is not the code',
  'certificate-invalid': 'that is no SHA-256 fingerprint of a certificate',
  'certificate-taken': 'that certificate logs in to an account already',
  'no-such-certificate': 'the account has no such certificate',
  'no-such-session': 'there is no such session',
  'email-invalid': 'that is no address that mail can be sent to',
  'email-unacceptable': 'that address cannot be used here',
  'registration-closed': 'registration is closed',
  'no-such-message': 'there is no such message',
  'redact-forbidden': 'that is not yours to delete',
  'redact-expired': 'it is too late to delete that',
  'history-forbidden': 'you may not read what was said there',
  'no-such-room': 'there is no such room',
  'no-such-nickname': 'there is nobody of that name',
  'not-joined': 'you are not in that room',
  'not-in-room': 'they are not in that room',
  'no-rights': 'you may not do that there',
  'last-owner': 'a room needs an owner: make somebody else one first (TRANSFER)',
  'account-required': 'that needs an account: log in, or make one with REGISTER',
  'storage-away': 'the database is away; try again when it is back (causeway check storage)',
};

/** A refusal of the core as the result of a command. */
export function refused(refusal: Refusal): Result {
  const reason = refusal.text ?? sentences[refusal.reason] ?? refusal.reason.replaceAll('-', ' ');
  const about = refusal.about === undefined ? '' : `${refusal.about}: `;
  const again = refusal.retryAfter === undefined ? '' : ` (try again in ${refusal.retryAfter} s)`;
  return failed(refusal.reason, [`${about}${reason}${again}`]);
}

/** Is this the core declining, and not something it gave back? */
export function isRefused(value: object | undefined): value is Refusal {
  return value !== undefined && 'reason' in value && (reasons as readonly unknown[]).includes(value.reason);
}
