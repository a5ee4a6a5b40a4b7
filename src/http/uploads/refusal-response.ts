import type { Reason, Refusal } from '../../core/refusal.ts';

const statuses: Partial<Record<Reason, number>> = {
  'account-required': 401,
  'login-failed': 401,
  'login-throttled': 429,
  'account-locked': 403,
  'not-authorized': 403,
  'no-rights': 403,
  'too-long': 413,
  'quota-exceeded': 507,
  'rate-limited': 429,
  'storage-away': 503,
  'server-busy': 503,
};

/** A refusal in HTTP's words. */
export function refusalResponse({ reason, text, retryAfter }: Refusal): Response {
  const status = statuses[reason] ?? 403;
  const headers = new Headers({ 'Content-Type': 'text/plain; charset=utf-8' });
  if (status === 401) headers.set('WWW-Authenticate', 'Basic realm="Causeway", charset="UTF-8"');
  if (retryAfter !== undefined) headers.set('Retry-After', String(Math.ceil(retryAfter)));
  return new Response(`${text ?? reason}\n`, { status, headers });
}
