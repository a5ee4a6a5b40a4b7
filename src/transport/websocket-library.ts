import type { Writable } from 'node:stream';
import * as ws from 'ws';

/** Reads frames: what is written to it comes out as `message` (data, isBinary), `ping` (data), `conclude` (code, reason) and `error`. */
export type FrameReader = Writable;

interface FrameReaderOptions {
  readonly isServer: boolean;
  /** Bytes of one message, however many frames it has. */
  readonly maxPayload: number;
  readonly maxFragments: number;
  readonly maxBufferedChunks: number;
}

interface Library {
  readonly Receiver: new (options: FrameReaderOptions) => FrameReader;
  readonly Sender: {
    frame(
      data: Buffer,
      options: { fin: boolean; rsv1: boolean; opcode: number; mask: boolean; readOnly: boolean },
    ): Buffer[];
  };
}

/** The parts of `ws` that know RFC 6455 and no socket; they are exported, and not in its types. */
export const { Receiver, Sender } = ws as unknown as Library;
