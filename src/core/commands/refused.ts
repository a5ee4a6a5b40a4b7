import { reasons } from '../refusal.ts';
import type { Reason, Refusal } from '../refusal.ts';
import { failed } from './result.ts';
import type { Result } from './result.ts';

/** What to say where the reason's own words would not tell an administrator what to do. */
const sentences: Partial<Record<Reason, string>> = {
  'no-such-account': 'there is no such account',
  'account-exists': 'there is an account of that name already',
  'account-name-invalid': 'that cannot be the name of an account (letters, digits and -_[]{}|^` up to limits.nick)',
  'weak-password': 'the password is too short, or the same as the name',
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
