import { StreamFault } from './stream-fault.ts';

// Where the scanner is. Only what is needed to find where an element ends; whether it is XML the tree builder says.
const TEXT = 0;
const AFTER_LT = 1;
const OPEN = 2;
const CLOSE = 3;
const BANG = 4;
const CDATA = 5;
const DECLARATION = 6;
const QUOTE = 7; // 7: '…', 8: "…"
const DOUBLE_QUOTE = 8;

const LT = 0x3c;
const GT = 0x3e;
const SLASH = 0x2f;
const BANG_MARK = 0x21;
const QUESTION = 0x3f;
const APOS = 0x27;
const QUOT = 0x22;
const CDATA_START = '[CDATA[';
const CDATA_END = Buffer.from(']]>');

/**
 * Finds the ends of stream header, stanzas and stream in raw bytes, in one pass whatever the chunks, so that only whole
 * stanzas are ever decoded and built and nothing but a few numbers is kept between them. What XMPP forbids (RFC 6120 11.1)
 * is refused at its first bytes, long before it is complete.
 */
export class FrameScanner {
  readonly #maxDepth: number;
  #state = TEXT;
  #depth = 0;
  #matched = 0;
  #previous = 0;
  #hasBegun = false;

  /** `maxDepth` counts elements within each other, the stanza itself included. */
  constructor(maxDepth: number) {
    this.#maxDepth = maxDepth;
  }

  /** 0 before the stream header and after the end of the stream, 1 between stanzas. */
  get depth(): number {
    return this.#depth;
  }

  /** Goes on at `from`, which is where the last call ended. The offset behind a header, stanza or end tag, or -1 for none yet. */
  scan(data: Buffer, from: number): number {
    let at = from;
    while (at < data.length) {
      at = this.#skip(data, at);
      if (at >= data.length) return -1;
      const byte = data[at++] as number;
      if (this.#step(byte)) return at;
    }
    return -1;
  }

  /** Jumps natively to the next byte that matters; long texts and values cost next to nothing. */
  #skip(data: Buffer, at: number): number {
    const wanted = this.#state === TEXT ? LT : this.#state === QUOTE ? APOS : this.#state === DOUBLE_QUOTE ? QUOT : 0;
    if (wanted === 0) return at;
    const found = data.indexOf(wanted, at);
    return found < 0 ? data.length : found;
  }

  /** True when `byte` completes a frame. */
  #step(byte: number): boolean {
    switch (this.#state) {
      case TEXT:
        this.#state = AFTER_LT;
        return false;
      case AFTER_LT:
        this.#begin(byte);
        return false;
      case OPEN:
        return this.#inOpenTag(byte);
      case CLOSE:
        if (byte !== GT) return false;
        this.#state = TEXT;
        return --this.#depth <= 1;
      case BANG:
        return this.#inBang(byte);
      case CDATA:
        return this.#inCdata(byte);
      case DECLARATION:
        if (byte === GT && this.#previous === QUESTION) this.#state = TEXT;
        this.#previous = byte;
        return false;
      default:
        this.#state = OPEN;
        return false;
    }
  }

  #begin(byte: number): void {
    if (byte === BANG_MARK && this.#depth > 1) {
      this.#state = BANG;
      this.#matched = 0;
    } else if (byte === QUESTION && this.#depth === 0 && !this.#hasBegun) {
      this.#state = DECLARATION;
      this.#previous = 0;
    } else if (byte === BANG_MARK || byte === QUESTION) {
      throw new StreamFault('restricted-xml', 'No comments, processing instructions or document types.');
    } else {
      this.#state = byte === SLASH ? CLOSE : OPEN;
      this.#previous = byte;
      if (this.#state === CLOSE && this.#depth === 0) throw new StreamFault('not-well-formed');
    }
    this.#hasBegun = true;
  }

  #inOpenTag(byte: number): boolean {
    if (byte === APOS) this.#state = QUOTE;
    else if (byte === QUOT) this.#state = DOUBLE_QUOTE;
    else if (byte === GT) return this.#opened(this.#previous === SLASH);
    this.#previous = byte;
    return false;
  }

  #opened(isSelfClosing: boolean): boolean {
    this.#state = TEXT;
    if (isSelfClosing) return this.#depth <= 1;
    if (this.#depth > this.#maxDepth) throw new StreamFault('policy-violation', 'Too many elements within each other.');
    return ++this.#depth === 1;
  }

  /** `<!` may begin nothing but `<![CDATA[` (RFC 6120 11.1). */
  #inBang(byte: number): boolean {
    if (byte !== CDATA_START.charCodeAt(this.#matched)) {
      throw new StreamFault('restricted-xml', 'No comments, processing instructions or document types.');
    }
    if (++this.#matched < CDATA_START.length) return false;
    this.#state = CDATA;
    this.#matched = 0;
    return false;
  }

  #inCdata(byte: number): boolean {
    if (this.#matched === 2 && byte === CDATA_END[1]) return false; // ]]] may still end with ]]>
    this.#matched = byte === CDATA_END[this.#matched] ? this.#matched + 1 : byte === CDATA_END[0] ? 1 : 0;
    if (this.#matched < CDATA_END.length) return false;
    this.#state = TEXT;
    return false;
  }
}
