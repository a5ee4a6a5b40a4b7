import { isAscii, isUtf8 } from 'node:buffer';
import { FrameScanner } from './frame-scanner.ts';
import type { Element } from './stanza.ts';
import { StreamFault } from './stream-fault.ts';
import { parseHeader, xmlLimits, type Scope, type StreamHeader } from './tree-builder.ts';

/** The peer closed its stream (RFC 6120 4.4). */
export const CLOSED = Symbol('closed');

/** A stream header, a stanza (or another child of the stream), or the end of the stream. */
export type Item = { readonly header: StreamHeader } | { readonly stanza: Element } | typeof CLOSED;

const none = Buffer.alloc(0);

/**
 * Takes bytes as they come and gives headers and stanzas, one when asked. Whoever is not ready for the next one does not ask:
 * the bytes wait. Between stanzas nothing is kept. `maxBytes` bounds one header or stanza, at the byte that exceeds it.
 */
export class StreamParser {
  maxBytes: number;
  #scanner = new FrameScanner(xmlLimits.depth);
  /** Known once the stream has begun. */
  #scope: Scope | undefined;
  /** Bytes not yet given out: of the current chunk, or (`#isOwn`) copied. Valid from `#start` to `#end`. */
  #data: Buffer = none;
  #start = 0;
  #end = 0;
  #isOwn = false;
  /** How far the current frame has been scanned. */
  #scanned = 0;

  constructor(maxBytes: number) {
    this.maxBytes = maxBytes;
  }

  /** Bytes that wait. */
  get held(): number {
    return this.#end - this.#start;
  }

  /** Adds what arrived. The chunk itself is looked at until `settle`, which must be called before it is reused. */
  push(chunk: Buffer): void {
    if (this.#start === this.#end) {
      this.#data = chunk;
      this.#start = this.#scanned = 0;
      this.#end = chunk.length;
      this.#isOwn = false;
      return;
    }
    this.#reserve(chunk.length);
    chunk.copy(this.#data, this.#end);
    this.#end += chunk.length;
  }

  /** Keeps a copy of what waits, and nothing of the chunk. */
  settle(): void {
    if (this.#start === this.#end) this.discard();
    else if (!this.#isOwn) this.#reserve(0);
  }

  /** Forgets what waits: a TLS handshake begins, and what came in clear must never be looked at (RELIABILITY T-01). */
  discard(): void {
    this.#data = none;
    this.#start = this.#end = this.#scanned = 0;
    this.#isOwn = false;
  }

  /** A new stream begins with the next byte (RFC 6120 4.3.3). */
  restart(): void {
    this.#scanner = new FrameScanner(xmlLimits.depth);
    this.#scope = undefined;
    this.#scanned = this.#start;
  }

  /** The next item, or undefined until more arrives. Throws `StreamFault`; nothing may be asked after that. */
  next(): Item | undefined {
    const depth = this.#scanner.depth;
    if (this.#scanned === this.#start && !this.#skipSpace()) return undefined;
    const end = this.#scan();
    const size = (end < 0 ? this.#end : end) - this.#start;
    if (size > this.maxBytes) throw new StreamFault('policy-violation', `A stanza has at most ${this.maxBytes} bytes.`);
    if (end < 0) return undefined;
    const text = this.#decode(end);
    this.#start = this.#scanned = end;
    if (depth === 0) return this.#begin(parseHeader(text));
    const scope = this.#scope as Scope;
    if (this.#scanner.depth > 0) return { stanza: scope.parse(text) };
    if (text.slice(2, -1).trimEnd() !== scope.name) throw new StreamFault('not-well-formed');
    return CLOSED;
  }

  #begin(header: StreamHeader): Item {
    this.#scope = header.scope;
    return { header };
  }

  #scan(): number {
    const view = this.#end === this.#data.length ? this.#data : this.#data.subarray(0, this.#end);
    const end = this.#scanner.scan(view, this.#scanned);
    this.#scanned = end < 0 ? this.#end : end;
    return end;
  }

  /** White space between stanzas keeps a connection alive (RFC 6120 4.6.1); anything else there is no XMPP. False: nothing is left. */
  #skipSpace(): boolean {
    while (this.#start < this.#end) {
      const byte = this.#data[this.#start];
      if (byte === 0x3c) {
        this.#scanned = this.#start;
        return true;
      }
      if (byte !== 0x20 && byte !== 0x0a && byte !== 0x0d && byte !== 0x09) {
        throw new StreamFault(this.#scope ? 'bad-format' : 'not-well-formed');
      }
      this.#start++;
    }
    this.#scanned = this.#start;
    return false;
  }

  #decode(end: number): string {
    const bytes = this.#data.subarray(this.#start, end);
    if (isAscii(bytes)) return bytes.toString('latin1');
    if (!isUtf8(bytes)) throw new StreamFault('bad-format', 'This is not UTF-8.'); // RFC 6120 11.6
    return bytes.toString('utf8');
  }

  /** Makes `#data` our own with room for `more` bytes; doubling, so that a stanza that comes byte by byte costs no more. */
  #reserve(more: number): void {
    const held = this.held;
    if (this.#isOwn && this.#end + more <= this.#data.length) return;
    const size = this.#isOwn ? Math.max(held + more, Math.min(2 * held, held + 65_536)) : held + more;
    const own = Buffer.allocUnsafeSlow(size);
    this.#data.copy(own, 0, this.#start, this.#end);
    this.#scanned -= this.#start;
    this.#data = own;
    this.#start = 0;
    this.#end = held;
    this.#isOwn = true;
  }
}
