/** How a protocol's bytes become messages, and messages bytes. */
export interface MessageKind {
  /** RFC 6455 5.6: what we send; what we are sent may be of either. */
  readonly type: 'text' | 'binary';
  /** The messages of a chunk that was sent, in order. */
  split(chunk: Buffer): readonly Buffer[];
  /** Bytes that stand behind every message on a plain connection, and nowhere in one. */
  readonly ending: Buffer;
  /** What the protocol is to read of a message. */
  join(message: Buffer): Buffer;
}

const CR = 13;
const LF = 10;
const END = Buffer.from('\r\n');

/** One line a message, without its end (IRCv3 websocket, "WebSocket features and encoding"). */
export function lineMessages(type: MessageKind['type']): MessageKind {
  return { type, split: splitLines, ending: END, join: asLine };
}

/** One element a message, as it is (RFC 7395 3.3). */
export const elementMessages: MessageKind = {
  type: 'text',
  split: (chunk) => [chunk],
  ending: Buffer.alloc(0),
  join: (message) => message,
};

function splitLines(chunk: Buffer): readonly Buffer[] {
  const lines: Buffer[] = [];
  for (let at = 0; at < chunk.length;) {
    const found = chunk.indexOf(LF, at);
    const end = found < 0 ? chunk.length : found;
    const last = end > at && chunk[end - 1] === CR ? end - 1 : end;
    if (last > at) lines.push(chunk.subarray(at, last));
    at = end + 1;
  }
  return lines;
}

/** A line end at the end is forgiven; one within makes it no line, which is left to the protocol to say: a CR alone is in none. */
function asLine(message: Buffer): Buffer {
  let end = message.length;
  while (end > 0 && (message[end - 1] === LF || message[end - 1] === CR)) end--;
  const line = Buffer.allocUnsafe(end + END.length);
  message.copy(line, 0, 0, end);
  END.copy(line, end);
  for (let at = line.indexOf(LF); at >= 0 && at < end; at = line.indexOf(LF, at + 1)) line[at] = CR;
  return line;
}
