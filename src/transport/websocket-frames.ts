import { isUtf8 } from 'node:buffer';
import { Sender } from './websocket-library.ts';
import type { MessageKind } from './websocket-messages.ts';

const OPCODES = { text: 1, binary: 2, close: 8, pong: 10 } as const;

/** RFC 6455 7.4.1 and 7.4.2. */
export type CloseCode = 1000 | 1001 | 1002 | 1003 | 1007 | 1008 | 1009;

/**
 * Frames what is sent, in one kind of message. A server's frames are not masked, so they are the same for everybody: one rendering
 * is framed once, however many are sent it in a row.
 */
export class Frames {
  readonly kind: MessageKind;
  #chunk: Buffer | undefined = undefined;
  #framed: Buffer = Buffer.alloc(0);
  #head: Buffer | undefined = undefined;
  #tail: Buffer | undefined = undefined;
  #ownLength = 0;
  #spliced: readonly [head: Buffer, tail: Buffer] | undefined = undefined;

  constructor(kind: MessageKind) {
    this.kind = kind;
  }

  /** The frames of every message in `chunk`. */
  of(chunk: Buffer): Buffer {
    if (chunk === this.#chunk) return this.#framed;
    const messages = this.kind.split(chunk).map((message) => frame(this.#clean(message), this.kind.type));
    this.#framed = messages.length === 1 ? messages[0]! : Buffer.concat(messages);
    this.#chunk = chunk;
    return this.#framed;
  }

  /** Head and tail of the frame of one message in three parts, of which the middle one has `ownLength` bytes; undefined where that is several. */
  spliced(head: Buffer, ownLength: number, tail: Buffer): readonly [head: Buffer, tail: Buffer] | undefined {
    if (head === this.#head && tail === this.#tail && ownLength === this.#ownLength) return this.#spliced;
    this.#head = head;
    this.#tail = tail;
    this.#ownLength = ownLength;
    return (this.#spliced = this.#splice(head, ownLength, tail));
  }

  #splice(head: Buffer, ownLength: number, tail: Buffer): readonly [Buffer, Buffer] | undefined {
    const { ending, type } = this.kind;
    const end = tail.length - ending.length;
    if (end < 0 || !tail.subarray(end).equals(ending)) return undefined;
    const rest = tail.subarray(0, end);
    if (ending.length > 0 && (head.includes(ending) || rest.includes(ending))) return undefined;
    const start = header(head.length + ownLength + rest.length, OPCODES[type]);
    return [Buffer.concat([start, head]), rest];
  }

  /** Nothing but UTF-8 in text, or a browser hangs up (RELIABILITY I-09). */
  #clean(message: Buffer): Buffer {
    return this.kind.type === 'binary' || isUtf8(message) ? message : Buffer.from(message.toString('utf8'));
  }
}

function frame(data: Buffer, type: keyof typeof OPCODES): Buffer {
  const opcode = OPCODES[type];
  return Buffer.concat(Sender.frame(data, { fin: true, rsv1: false, opcode, mask: false, readOnly: true }));
}

/** RFC 6455 5.2, of a whole message that is not masked. */
function header(length: number, opcode: number): Buffer {
  const bytes = Buffer.alloc(length < 126 ? 2 : length < 65_536 ? 4 : 10);
  bytes[0] = 0x80 | opcode;
  bytes[1] = length < 126 ? length : length < 65_536 ? 126 : 127;
  if (bytes.length === 4) bytes.writeUInt16BE(length, 2);
  else if (bytes.length === 10) bytes.writeUIntBE(length, 4, 6);
  return bytes;
}

/** RFC 6455 5.5.3. */
export function pongFrame(data: Buffer): Buffer {
  return frame(data, 'pong');
}

/** RFC 6455 5.5.1. */
export function closeFrame(code: CloseCode): Buffer {
  const data = Buffer.alloc(2);
  data.writeUInt16BE(code);
  return frame(data, 'close');
}
