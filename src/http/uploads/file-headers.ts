import type { UploadRecord } from '../../core/uploads/upload.ts';

/** Types that a browser may show by itself: none of them can run anything (RELIABILITY W-05). */
const SHOWN = new Set([
  'application/pdf',
  ...['aac', 'flac', 'mp4', 'mpeg', 'ogg', 'wav', 'webm'].map((type) => `audio/${type}`),
  ...['apng', 'avif', 'gif', 'jpeg', 'png', 'webp'].map((type) => `image/${type}`),
  ...['mp4', 'ogg', 'quicktime', 'webm'].map((type) => `video/${type}`),
  'text/plain',
]);
const LONGEST_CACHED = 86_400;

/** What goes with a file: nothing in it is ever run, and what is not known to be harmless is only kept. */
export function fileHeaders({ id, name, type, size, createdAt, expiresAt }: UploadRecord, now: number): Headers {
  const isShown = SHOWN.has(type);
  const left = expiresAt === undefined ? LONGEST_CACHED : Math.floor((expiresAt - now) / 1000);
  const shown = type === 'text/plain' ? 'text/plain; charset=utf-8' : type;
  return new Headers({
    'Content-Type': isShown ? shown : 'application/octet-stream',
    'Content-Length': String(size),
    'Content-Disposition': `${isShown ? 'inline' : 'attachment'}; filename*=UTF-8''${encoded(name)}`,
    'Content-Security-Policy': "sandbox; default-src 'none'; media-src 'self'; style-src 'unsafe-inline'",
    'Cross-Origin-Resource-Policy': 'cross-origin',
    'Access-Control-Allow-Origin': '*',
    'Accept-Ranges': 'bytes',
    'Cache-Control': `private, max-age=${Math.max(0, Math.min(left, LONGEST_CACHED))}`,
    'Last-Modified': new Date(createdAt).toUTCString(),
    ETag: `"${id}"`,
  });
}

/** RFC 8187 3.2.1; what `encodeURIComponent` leaves and the grammar does not allow. */
function encoded(name: string): string {
  return encodeURIComponent(name).replace(/['()*]/g, (letter) => `%${letter.charCodeAt(0).toString(16).toUpperCase()}`);
}

/** The name that `Content-Disposition` gives a file; empty for none (RFC 6266 4.3). */
export function nameFrom(disposition: string): string {
  const extended = /filename\*\s*=\s*utf-8''([^;\s]+)/i.exec(disposition)?.[1];
  if (extended !== undefined) {
    try {
      return decodeURIComponent(extended);
    } catch {
      // The plain one may still be good.
    }
  }
  const [, quoted, word] = /filename\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^;\s]+))/i.exec(disposition) ?? [];
  // Headers come as Latin-1; clients write UTF-8 into them.
  return Buffer.from(quoted?.replace(/\\(.)/g, '$1') ?? word ?? '', 'latin1').toString();
}

/** First and last byte that are asked for (RFC 9110 14.1.2); undefined for the whole, 'outside' where there are none. */
export function rangeOf(header: string | undefined, size: number): readonly [number, number] | 'outside' | undefined {
  const [, first, last] = /^bytes=(\d{0,15})-(\d{0,15})$/.exec(header ?? '') ?? [];
  if (first === undefined || last === undefined || first + last === '') return undefined;
  const start = first === '' ? Math.max(0, size - Number(last)) : Number(first);
  const end = first === '' || last === '' ? size - 1 : Math.min(size - 1, Number(last));
  if (first !== '' && last !== '' && Number(last) < Number(first)) return undefined;
  return start > end ? 'outside' : [start, end];
}
