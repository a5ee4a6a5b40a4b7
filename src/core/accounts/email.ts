import { refuse, type Refusal } from '../refusal.ts';

const MAX_BYTES = 254; // RFC 5321 4.5.3.1.3, less the angle brackets
const MAX_LOCAL_BYTES = 64;
const LOCAL = /^[^\s@"(),:;<>[\\\]\p{Cc}]+$/u;
const LABEL = /^[\p{L}\p{N}](?:[\p{L}\p{N}-]{0,61}[\p{L}\p{N}])?$/u;
/** RFC 2606 2, RFC 6761: no mail gets there. */
const NOWHERE: ReadonlySet<string> = new Set(['invalid', 'localhost', 'local', 'test', 'example', 'onion']);

/**
 * Could mail be sent there (RFC 5321 4.1.2, without quoted names)? Refused: `email-invalid`; `email-unacceptable` where it is an
 * address, but of no use to reach somebody.
 */
export function checkEmail(email: string): Refusal | undefined {
  const at = email.lastIndexOf('@');
  const local = email.slice(0, Math.max(0, at));
  const labels = email.slice(at + 1).split('.');
  const isFormed = LOCAL.test(local) && !/^\.|\.\.|\.$/.test(local) && labels.every((label) => LABEL.test(label));
  const isShort = Buffer.byteLength(email) <= MAX_BYTES && Buffer.byteLength(local) <= MAX_LOCAL_BYTES;
  if (!isFormed || !isShort) return refuse('email-invalid', email);
  const top = labels.at(-1)?.toLowerCase() ?? '';
  const isReachable = labels.length > 1 && !NOWHERE.has(top) && !/^\d+$/.test(top);
  return isReachable ? undefined : refuse('email-unacceptable', email);
}
