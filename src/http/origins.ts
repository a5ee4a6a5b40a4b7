import type { IncomingHttpHeaders } from 'node:http';

/**
 * May a page from there use this server? A browser says where its page is from; whoever is none says nothing. Pages of the host that
 * was asked, of the public address and of `allowed` may; `*` allows all (RELIABILITY W-03).
 */
export function isOriginAllowed(headers: IncomingHttpHeaders, publicUrl: string, allowed: readonly string[]): boolean {
  const { origin, host } = headers;
  if (origin === undefined || allowed.includes('*') || allowed.includes(origin)) return true;
  if (!URL.canParse(origin)) return false;
  const from = new URL(origin).host;
  return from !== '' && (from === host?.toLowerCase() || from === new URL(publicUrl).host);
}
