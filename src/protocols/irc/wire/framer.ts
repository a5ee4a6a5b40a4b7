import { isAscii, isUtf8 } from 'node:buffer';

/** Bytes of a line without its tags, CR LF included (RFC 2812 2.3). */
export const MAX_BODY = 512;
/** Bytes of the tags that a client sends, `@` and the space included (message-tags, "Size limit"). */
export const MAX_CLIENT_TAGS = 4096;
/** Bytes of one line at which the peer is no IRC client any more: the most that tags and body ever have. */
export const MAX_LINE = 8191 + MAX_BODY;

export type LineFault =
  /** Over a limit: answer 417, the line is dropped. */
  | 'too-long'
  /** Not UTF-8 (UTF8ONLY): refuse the line. */
  | 'not-utf8'
  /** NUL or a CR that ends no line: never passed on (RELIABILITY I-02). */
  | 'forbidden-byte'
  /** No end in sight: say so and close (RELIABILITY I-01). */
  | 'endless';

/** A line that must not be carried out. `text` is for finding out which command it was, byte for byte as Latin-1. */
export interface BadLine {
  readonly fault: LineFault;
  readonly text: string;
}

const LF = 10;
const CR = 13;
const SPACE = 32;
const AT = 64;
const nothing = Buffer.alloc(0);
/**
 * Plain ASCII is decoded this many bytes at a time and then split by index. A text that is kept for long holds on to no more
 * than that.
 */
const BLOCK = 4096;

/**
 * Cuts what arrives into lines, wherever the reads end. Lines are pulled: what is not pulled yet is the session's bounded
 * input queue, so a session that waits holds bytes and nothing else.
 */
export class Framer {
  #rest: Buffer = nothing;
  #at = 0;
  /** `#rest` from `#from` to `#until` as text, if that is plain; lines that are not wholly within are read byte by byte. */
  #text = '';
  #from = 0;
  #until = 0;

  /** Takes a read. It is looked at in place: `keep` before the transport may use the buffer again. */
  push(chunk: Buffer): void {
    this.#rest = this.#at < this.#rest.length ? Buffer.concat([this.#rest.subarray(this.#at), chunk]) : chunk;
    this.#forget();
  }

  /** Copies what was not pulled. */
  keep(): void {
    this.#rest = this.#at < this.#rest.length ? Buffer.from(this.#rest.subarray(this.#at)) : nothing;
    this.#forget();
  }

  #forget(): void {
    this.#at = this.#from = this.#until = 0;
    this.#text = '';
  }

  /** Bytes not pulled. */
  get held(): number {
    return this.#rest.length - this.#at;
  }

  /** The next line without its end, or what is wrong with it; undefined until more arrives. Empty lines are skipped. */
  next(): string | BadLine | undefined {
    for (;;) {
      const line = this.#plain() ?? this.#bytes();
      if (line !== '') return line;
    }
  }

  /** The next line out of the decoded block; undefined where it is not wholly there, or not plain. */
  #plain(): string | undefined {
    if (this.#at >= this.#until) this.#decode();
    if (this.#text === '') return undefined;
    const start = this.#at - this.#from;
    const end = this.#text.indexOf('\n', start);
    if (end < 0 || end - start > MAX_BODY - 1) return undefined;
    const last = this.#text.charCodeAt(end - 1) === CR && end > start ? end - 1 : end;
    const line = this.#text.slice(start, last);
    if (line.includes('\r')) return undefined;
    this.#at += end + 1 - start;
    return line;
  }

  #decode(): void {
    const block = this.#rest.subarray(this.#at, this.#at + BLOCK);
    this.#from = this.#at;
    this.#until = this.#at + block.length;
    this.#text = isAscii(block) && !block.includes(0) ? block.toString('latin1') : '';
  }

  #bytes(): string | BadLine | undefined {
    const end = this.#rest.indexOf(LF, this.#at);
    if (end < 0) return this.#unfinished();
    const start = this.#at;
    if (end - start > MAX_LINE) return this.#endless();
    this.#at = end + 1;
    const last = end > start && this.#rest[end - 1] === CR ? end - 1 : end;
    return this.#line(start, last);
  }

  #unfinished(): BadLine | undefined {
    return this.held <= MAX_LINE ? undefined : this.#endless();
  }

  #endless(): BadLine {
    this.#rest = nothing;
    this.#forget();
    return { fault: 'endless', text: '' };
  }

  #line(start: number, end: number): string | BadLine {
    const bytes = this.#rest.subarray(start, end);
    if (bytes.length > MAX_BODY - 2 && isTooLong(bytes)) return bad('too-long', bytes);
    if (bytes.includes(0) || bytes.includes(CR)) return bad('forbidden-byte', bytes);
    return isUtf8(bytes) ? bytes.toString('utf8') : bad('not-utf8', bytes);
  }
}

function isTooLong(bytes: Buffer): boolean {
  if (bytes[0] !== AT) return true;
  const space = bytes.indexOf(SPACE);
  const tags = space < 0 ? bytes.length : space + 1;
  return tags > MAX_CLIENT_TAGS || bytes.length - tags > MAX_BODY - 2;
}

/** Enough to find the label and the command, and no more than a line may have. */
function bad(fault: LineFault, bytes: Buffer): BadLine {
  return { fault, text: bytes.toString('latin1', 0, Math.min(bytes.length, MAX_CLIENT_TAGS + MAX_BODY)) };
}
