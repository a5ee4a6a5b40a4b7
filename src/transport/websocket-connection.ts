import type {
  Accept,
  CloseReason,
  Connection,
  ConnectionHandler,
  RemoteAddress,
  TlsFacts,
  VouchedPeer,
} from '../lib/connection.ts';
import { closeFrame, pongFrame, type CloseCode, type Frames } from './websocket-frames.ts';
import { Receiver, type FrameReader } from './websocket-library.ts';

export interface WebSocketLimits {
  /** Bytes of one message. */
  readonly message: number;
}

/** Frames of one message: who needs more than this sends it byte by byte (RELIABILITY W-01). */
const MOST_FRAGMENTS = 64;
const MOST_CHUNKS = 1024;

const codes: Readonly<Record<string, CloseCode>> = {
  WS_ERR_INVALID_UTF8: 1007,
  WS_ERR_TOO_MANY_BUFFERED_PARTS: 1008,
  WS_ERR_UNSUPPORTED_DATA_PAYLOAD_LENGTH: 1009,
  WS_ERR_UNSUPPORTED_MESSAGE_LENGTH: 1009,
};

/** The frame reader carries its owner, so that all share the listeners below. */
interface OwnedReader extends FrameReader {
  owner?: WebSocketConnection;
}

/**
 * A connection whose bytes travel as messages (RFC 6455), over one that a handshake was done on. What is above sees bytes as on any
 * other; limits, queue, deadlines and back-pressure are those of the connection below.
 */
export class WebSocketConnection implements Connection, ConnectionHandler {
  readonly isWebSocket = true;
  readonly #below: Connection;
  readonly #frames: Frames;
  readonly #reader: OwnedReader;
  readonly #handler: ConnectionHandler;
  /** The peer said goodbye: what then happens is its doing. */
  #isPeersEnd = false;

  constructor(below: Connection, frames: Frames, { message }: WebSocketLimits, accept: Accept) {
    this.#below = below;
    this.#frames = frames;
    this.#reader = new Receiver({
      isServer: true,
      maxPayload: message,
      maxFragments: MOST_FRAGMENTS,
      maxBufferedChunks: MOST_CHUNKS,
    });
    this.#reader.owner = this;
    this.#reader.on('message', onMessage).on('ping', onPing).on('conclude', onConclude).on('error', onError);
    this.#handler = accept(this);
  }

  get id(): number {
    return this.#below.id;
  }

  get remote(): RemoteAddress {
    return this.#below.remote;
  }

  get tls(): TlsFacts | undefined {
    return this.#below.tls;
  }

  get isOnion(): boolean {
    return this.#below.isOnion === true;
  }

  get isTrustedProxy(): boolean {
    return this.#below.isTrustedProxy === true;
  }

  get isLoopback(): boolean {
    return this.#below.isLoopback;
  }

  get queued(): number {
    return this.#below.queued;
  }

  get isClosed(): boolean {
    return this.#below.isClosed;
  }

  send(chunk: Buffer): void {
    if (!this.isClosed && chunk.length > 0) this.#below.send(this.#frames.of(chunk));
  }

  sendSpliced(head: Buffer, own: Buffer, tail: Buffer): void {
    if (this.isClosed) return;
    const parts = this.#frames.spliced(head, own.length, tail);
    if (parts) this.#below.sendSpliced(parts[0], own, parts[1]);
    else this.send(Buffer.concat([head, own, tail]));
  }

  pause(): void {
    this.#below.pause();
  }

  resume(): void {
    this.#below.resume();
  }

  startTls(): void {
    throw new Error('startTls on a websocket');
  }

  vouch(peer: VouchedPeer): boolean {
    return this.#below.vouch?.(peer) ?? false;
  }

  authenticated(): void {
    this.#below.authenticated();
  }

  close(): void {
    this.#end(1000);
  }

  destroy(reason?: CloseReason): void {
    this.#below.destroy(reason);
  }

  /** Says why and closes. */
  #end(code: CloseCode): void {
    if (this.isClosed) return;
    this.#below.send(closeFrame(code));
    this.#below.close();
  }

  // ------------------------------------------------------------------------------------------------ told from below

  received(chunk: Buffer): void {
    // The reader takes off the mask in place and keeps what is not whole.
    if (!this.#reader.destroyed) this.#reader.write(Buffer.from(chunk));
  }

  secured(): void {}

  drained(): void {
    this.#handler.drained();
  }

  expired(): void {
    this.#handler.expired();
  }

  closed(reason: CloseReason): void {
    this.#reader.destroy();
    this.#handler.closed(this.#isPeersEnd && reason === 'local' ? 'peer' : reason);
  }

  // --------------------------------------------------------------------------------------- told by the frame reader

  message(data: Buffer): void {
    if (!this.isClosed) this.#handler.received(this.#frames.kind.join(data));
  }

  ping(data: Buffer): void {
    if (!this.isClosed) this.#below.send(pongFrame(data));
  }

  concluded(): void {
    this.#isPeersEnd = true;
    this.#end(1000);
  }

  failed(code: string | undefined): void {
    this.#end(codes[code ?? ''] ?? 1002);
  }
}

function onMessage(this: OwnedReader, data: Buffer): void {
  this.owner?.message(data);
}

function onPing(this: OwnedReader, data: Buffer): void {
  this.owner?.ping(data);
}

function onConclude(this: OwnedReader): void {
  this.owner?.concluded();
}

function onError(this: OwnedReader, error: NodeJS.ErrnoException): void {
  this.owner?.failed(error.code);
}
