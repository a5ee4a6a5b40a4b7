import { connect, type Socket } from 'node:net';

/** A client that reads and writes raw frames: lines or stanzas. */
export interface RawClient {
  /** Frames received and not yet looked at. */
  readonly frames: string[];
  readonly isClosed: boolean;
  send(text: string): void;
  /** Resolves when everything sent before was handled and answered. */
  roundTrip(): Promise<void>;
  close(): void;
}

export interface Login {
  readonly port: number;
  readonly name: string;
  readonly account: string;
  readonly password: string | undefined;
  readonly capabilities: readonly string[];
}

/** Longest wait for anything: a hung server fails the test instead of the run. */
const PATIENCE_MS = 10_000;

/** A socket cut into frames, with one wait at a time. */
export class FrameReader {
  readonly frames: string[] = [];
  readonly socket: Socket;
  isClosed = false;
  #pending = '';
  readonly #cut: (text: string) => [frames: string[], rest: string];
  #look: (() => void) | undefined;

  constructor(port: number, cut: (text: string) => [string[], string]) {
    this.#cut = cut;
    this.socket = connect(port, '127.0.0.1');
    this.socket.setEncoding('utf8');
    this.socket.on('data', (chunk: string) => {
      const [frames, rest] = this.#cut(this.#pending + chunk);
      this.#pending = rest;
      this.frames.push(...frames);
      this.#look?.();
    });
    const ended = (): void => {
      this.isClosed = true;
      this.#look?.();
    };
    this.socket.on('error', ended);
    this.socket.on('close', ended);
  }

  /** Takes out the first frame that `is` it; fails when the connection ends first. */
  async until(is: (frame: string) => boolean, what: string): Promise<string> {
    const deadline = AbortSignal.timeout(PATIENCE_MS);
    for (;;) {
      const index = this.frames.findIndex(is);
      if (index >= 0) return this.frames.splice(index, 1)[0] as string;
      if (this.isClosed)
        throw new Error(`the connection ended before ${what}; last: ${this.frames.slice(-3).join(' | ')}`);
      await new Promise<void>((resolve, reject) => {
        const late = (): void =>
          reject(new Error(`no ${what} within ${PATIENCE_MS} ms; last: ${this.frames.slice(-3).join(' | ')}`));
        deadline.addEventListener('abort', late, { once: true });
        this.#look = () => {
          deadline.removeEventListener('abort', late);
          resolve();
        };
      });
    }
  }
}
