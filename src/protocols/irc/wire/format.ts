const UNSAFE = /[\0\r\n]/;
const UNSAFE_ALL = /[\0\r\n]+/g;

/** Text that can be a last parameter: whatever it was, it stays one line (RELIABILITY B-01, B-04). */
export function oneLine(text: string): string {
  return UNSAFE.test(text) ? text.replace(UNSAFE_ALL, ' ') : text;
}

/** Text that can be a parameter before the last: no spaces, not empty, no colon in front. */
export function middle(text: string): string {
  if (text === '') return '*';
  const safe = /[\0\s\x85]/.test(text) ? text.replace(/[\0\s\x85]/g, '_') : text;
  return safe.startsWith(':') ? `_${safe}` : safe;
}

/** A line without tags and end; the last of `params` may be any text and always gets its colon. */
export function formatLine(source: string, command: string, params: readonly string[]): string {
  let line = `:${source} ${command}`;
  for (let i = 0; i < params.length - 1; i++) line += ` ${middle(params[i] as string)}`;
  if (params.length > 0) line += ` :${oneLine(params.at(-1) as string)}`;
  return line;
}

/** The same where every parameter is a word: without a colon. */
export function formatWords(source: string, command: string, params: readonly string[]): string {
  let line = `:${source} ${command}`;
  for (const param of params) line += ` ${middle(param)}`;
  return line;
}

/** Bytes as they leave. Tags are given without the `@`; none as the empty text. */
export function encodeLine(line: string, tags = ''): Buffer {
  return Buffer.from(tags === '' ? `${line}\r\n` : `@${tags} ${line}\r\n`);
}

/** The same bytes with one more tag in front. */
export function addTag(bytes: Buffer, tag: string): Buffer {
  const isTagged = bytes[0] === 64;
  return Buffer.concat([Buffer.from(isTagged ? `@${tag};` : `@${tag} `), isTagged ? bytes.subarray(1) : bytes]);
}

/** `text` cut so that it has at most `most` bytes of UTF-8, never inside a code point. */
export function cutBytes(text: string, most: number): string {
  if (text.length * 3 <= most || Buffer.byteLength(text) <= most) return text;
  const bytes = Buffer.from(text);
  let end = most;
  while (end > 0 && ((bytes[end] ?? 0) & 0xc0) === 0x80) end--;
  return bytes.toString('utf8', 0, end);
}
