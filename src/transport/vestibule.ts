import type { Socket } from 'node:net';
import type { TLSSocket } from 'node:tls';
import { vouchedTls, type VouchedPeer } from '../lib/connection.ts';
import { admitted } from './doorkeeper.ts';
import { readProxyHeader } from './proxy-header.ts';
import { codeOf } from './report.ts';
import type { Origin } from './shared.ts';
import { listen, listenTls, own, release, type SocketOwner } from './socket-events.ts';
import { TcpConnection } from './tcp-connection.ts';

/** The first byte of a TLS record that begins a handshake. */
const HANDSHAKE = 0x16;
const NOTHING = Buffer.alloc(0);

/**
 * Where a trusted proxy's connection stays until its PROXY header has come, in clear before TLS or as the first thing inside it.
 * Nobody is counted here but by number: who it is, the header says.
 */
export class Vestibule implements SocketOwner {
  readonly #origin: Origin;
  readonly #raw: Socket;
  /** The proxy's own address, for what it says on its own behalf. */
  readonly #proxy: VouchedPeer;
  readonly #tlsFirst: boolean;
  readonly #deadline: number;
  #secured: TLSSocket | undefined = undefined;
  #bytes: Buffer = NOTHING;

  constructor(socket: Socket, origin: Origin, ip: string, tlsFirst: boolean) {
    const { shared } = origin;
    this.#origin = origin;
    this.#raw = socket;
    this.#proxy = { ip, port: socket.remotePort ?? 0, isSecure: false };
    this.#tlsFirst = tlsFirst;
    this.#deadline = shared.seconds + shared.limits.headerSeconds;
    shared.waiting.add(this);
    own(socket, this);
    listen(socket);
  }

  /** Once a second, from the sweep. */
  tick(seconds: number): void {
    if (seconds >= this.#deadline) this.#refuse('late');
  }

  destroy(): void {
    this.#origin.shared.waiting.delete(this);
    (this.#secured ?? this.#raw).destroy();
  }

  #refuse(code: string): void {
    const { shared, name } = this.#origin;
    if (shared.waiting.has(this)) shared.report({ kind: 'proxy-failed', listener: name, ip: this.#proxy.ip, code });
    this.destroy();
  }

  socketData(chunk: Buffer): void {
    if (!this.#origin.shared.waiting.has(this)) return;
    this.#bytes = this.#bytes.length === 0 ? chunk : Buffer.concat([this.#bytes, chunk]);
    if (this.#tlsFirst && !this.#secured && this.#bytes[0] === HANDSHAKE) return this.#wrap();
    const header = readProxyHeader(this.#bytes);
    if (header === 'more') return;
    if (!header) return this.#refuse('no header');
    this.#enter(header.length, header.peer ? { ...header.peer, isSecure: header.isSecure } : this.#proxy);
  }

  /** The header comes inside TLS. */
  #wrap(): void {
    const { shared, tls } = this.#origin;
    if (shared.admission.handshakeOfProxy(shared.limits)) return this.#refuse('handshakes');
    release(this.#raw);
    this.#raw.pause();
    this.#giveBack(this.#raw, 0);
    try {
      this.#secured = tls!(this.#raw);
    } catch (error) {
      return this.socketTlsError(error);
    }
    own(this.#secured, this);
    listenTls(this.#secured);
  }

  #enter(length: number, peer: VouchedPeer): void {
    const socket = this.#secured ?? this.#raw;
    this.#origin.shared.waiting.delete(this);
    const visitor = admitted(this.#origin, peer.ip);
    if (typeof visitor === 'string') return void socket.destroy();
    release(socket);
    socket.pause();
    this.#giveBack(socket, length);
    const connection = new TcpConnection(this.#raw, this.#origin, visitor, peer);
    if (peer.isSecure) connection.tls = vouchedTls;
    connection.begin(this.#tlsFirst && !this.#secured, this.#secured);
    if (this.#secured || !this.#tlsFirst) socket.resume();
  }

  /** What came behind the first `length` bytes is for whoever reads next. */
  #giveBack(socket: Socket, length: number): void {
    const rest = this.#bytes.subarray(length);
    this.#bytes = NOTHING;
    if (rest.length > 0) socket.unshift(rest);
  }

  socketSecure(): void {}

  socketDrain(): void {}

  socketEnd(): void {
    this.destroy();
  }

  socketTlsError(error: unknown): void {
    this.#refuse(codeOf(error));
  }

  socketError(): void {
    this.destroy();
  }

  socketClose(): void {
    this.destroy();
  }
}
