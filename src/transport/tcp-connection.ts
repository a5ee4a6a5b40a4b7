import type { Socket } from 'node:net';
import type { TLSSocket } from 'node:tls';
import type { CloseReason, Connection, ConnectionHandler, RemoteAddress } from '../lib/connection.ts';
import type { Visitor } from './admission.ts';
import { Caller } from './caller.ts';
import { mayShakeHands } from './doorkeeper.ts';
import { codeOf } from './report.ts';
import { channelBinding } from './channel-binding.ts';
import { tlsFacts } from './server-tls.ts';
import type { Origin, Shared } from './shared.ts';
import { listen, listenTls, own, type SocketOwner, unlisten } from './socket-events.ts';
import { WriteQueue } from './write-queue.ts';

const DEAD_READER: ReadonlySet<CloseReason> = new Set(['sendq-exceeded', 'write-stalled', 'deadline']);

/** A peer over TCP, plain or TLS. One fixed shape, no closures, timers or maps: there may be hundreds of thousands. */
export class TcpConnection extends Caller implements Connection, SocketOwner {
  /** Where it stands in `Shared.connections`. */
  place: number;
  isClosed = false;
  /** The TCP socket under `#socket`; the same while there is no TLS. */
  readonly #raw: Socket;
  #socket: Socket;
  #handler: ConnectionHandler | undefined = undefined;
  #reason: CloseReason | undefined = undefined;
  readonly #queue = new WriteQueue();
  /** In `Shared.seconds`, 0 for none: for authenticating or, once closing, for having closed. */
  #deadline: number;
  #tlsDeadline = 0;
  #isExpired = false;
  #isDirty = false;
  #isOverSoft = false;
  #isPaused = false;
  /** From `startTls` until the handshake is done. */
  #isUpgrading = false;
  #isDestroyed = false;

  constructor(socket: Socket, origin: Origin, visitor: Visitor, remote: RemoteAddress) {
    super(origin, visitor, remote);
    this.#raw = this.#socket = socket;
    const { connections, seconds, limits } = origin.shared;
    this.#deadline = seconds + limits.authSeconds;
    this.place = connections.push(this) - 1;
    own(socket, this);
  }

  /** Starts service, with TLS where it is there already, or after a handshake where the listener is for TLS only. To be called once. */
  begin(tlsFirst: boolean, secured?: TLSSocket): void {
    if (tlsFirst) return this.#wrap();
    if (secured) this.#over(secured);
    else listen(this.#raw);
    this.#guard(() => void (this.#handler = this.origin.accept(this)));
  }

  channelBinding(type: 'tls-exporter' | 'tls-server-end-point'): Buffer | undefined {
    if (this.tls === undefined || this.#socket === this.#raw || this.#isDestroyed) return undefined;
    return channelBinding(this.#socket as TLSSocket, type);
  }

  #over(socket: TLSSocket): void {
    this.#socket = socket;
    this.#queue.isFrugal = true;
    own(socket, this);
    listenTls(socket);
  }

  get canStartTls(): boolean {
    return this.origin.tls !== undefined && this.#socket === this.#raw && !this.#isUpgrading && !this.isOnion;
  }

  get queued(): number {
    return this.#queue.isBlocked ? this.#queue.bytes + this.#socket.writableLength : this.#queue.bytes;
  }

  send(chunk: Buffer): void {
    if (this.isClosed || chunk.length === 0) return;
    const { shared } = this.origin;
    this.#queue.add(chunk, shared);
    this.#added(shared);
  }

  sendSpliced(head: Buffer, own: Buffer, tail: Buffer): void {
    if (this.isClosed) return;
    const { shared } = this.origin;
    this.#queue.addSpliced(head, own, tail, shared);
    this.#added(shared);
  }

  #added({ output, limits }: Shared): void {
    if (this.#queue.isBlocked) this.#queue.compact(output);
    else if (!this.#isDirty && !this.#isUpgrading) {
      this.#isDirty = true;
      output.add(this);
    }
    if (this.queued > limits.softSendq) this.#overSoft(limits.sendq);
  }

  #overSoft(sendq: number): void {
    this.#isOverSoft = true;
    if (this.queued <= sendq) return;
    // One busy turn is not a slow reader: only what a socket leaves behind counts. A TLS socket holds its last write a turn longer.
    if (!this.#queue.isBlocked && !this.#isUpgrading) this.#write();
    else if (this.#socket === this.#raw || this.#queue.bytes > sendq) this.destroy('sendq-exceeded');
  }

  /** Ends the turn of this connection: one write. Called by `Output` and where a turn cannot be waited for. */
  flush(): void {
    this.#isDirty = false;
    if (this.#isDestroyed) return;
    this.#write();
    if (!this.#queue.isBlocked) this.#eased();
  }

  #write(): void {
    if (!this.#isUpgrading) this.#queue.writeTo(this.#socket, this.origin.shared.output);
  }

  /** The socket holds nothing more. */
  #eased(): void {
    if (this.isClosed) {
      if (this.#queue.isEmpty) this.#socket.end();
    } else if (this.#isOverSoft && this.queued < this.origin.shared.limits.softSendq) {
      this.#isOverSoft = false;
      this.#guard(() => this.#handler?.drained());
    }
  }

  pause(): void {
    this.#isPaused = !this.isClosed;
    if (this.#isPaused) this.#socket.pause();
  }

  resume(): void {
    if (!this.#isPaused) return;
    this.#isPaused = false;
    if (!this.#isUpgrading) this.#socket.resume();
  }

  startTls(): void {
    if (this.isClosed) return;
    if (!this.canStartTls) throw new Error('startTls on a connection that cannot have it');
    this.#write();
    this.#isUpgrading = true;
    unlisten(this.#raw);
    this.#raw.pause();
    if (!this.#queue.isBlocked) this.#wrap();
  }

  /** Puts TLS on the socket; everything sent in clear has left. */
  #wrap(): void {
    const { shared, tls } = this.origin;
    if (!mayShakeHands(this.origin, this.visitor, this.ip)) return this.destroy('tls-failed');
    this.#isUpgrading = true;
    this.#tlsDeadline = shared.seconds + shared.limits.handshakeSeconds;
    // Bytes that came in clear behind the request are never run as if they had come under TLS (CVE-2021-38084 and its kin).
    if (this.#handler) while (this.#raw.read() !== null);
    try {
      this.#over(tls!(this.#raw));
    } catch (error) {
      this.socketTlsError(error);
    }
  }

  authenticated(): void {
    if (this.isAuthenticated || this.isClosed) return;
    this.isAuthenticated = true;
    this.#isExpired = false;
    this.#deadline = 0;
    this.origin.shared.admission.authenticated(this.visitor);
  }

  close(): void {
    this.#finish('local');
  }

  #finish(reason: CloseReason): void {
    if (this.isClosed) return;
    if (this.#isUpgrading) return this.destroy(reason);
    this.isClosed = true;
    this.#reason = this.#isExpired ? 'deadline' : reason;
    const { seconds, limits } = this.origin.shared;
    this.#deadline = seconds + limits.closeSeconds;
    // Go on reading and forget it: closing over unread bytes would make the kernel throw away our last words.
    this.#socket.resume();
    if (!this.#queue.isBlocked) this.flush();
  }

  destroy(reason: CloseReason = 'local'): void {
    if (this.#isDestroyed) return;
    this.#isDestroyed = this.isClosed = true;
    this.#reason ??= reason;
    this.#queue.clear();
    // A reset makes the kernel drop megabytes that a dead reader will never fetch. Under TLS it would crash Node 20.
    if (this.#queue.isBlocked && this.#socket === this.#raw && DEAD_READER.has(reason)) this.#raw.resetAndDestroy();
    this.#queue.isBlocked = false;
    this.#socket.destroy();
  }

  /** Once a second, from the sweep. */
  tick(seconds: number): void {
    if (this.#isDestroyed) return;
    if (this.#tlsDeadline !== 0 && seconds >= this.#tlsDeadline) this.socketTlsError({ code: 'handshake-timeout' });
    else if (this.#deadline !== 0 && seconds >= this.#deadline) this.#late(seconds);
    else if (this.#queue.isBlocked && seconds - this.#queue.writtenSince >= this.origin.shared.limits.stallSeconds) {
      this.destroy('write-stalled');
    }
  }

  #late(seconds: number): void {
    if (this.isClosed || this.#isExpired || !this.#handler) return this.destroy('deadline');
    this.#isExpired = true;
    this.#deadline = seconds + this.origin.shared.limits.closeSeconds;
    this.#guard(() => this.#handler?.expired());
  }

  socketData(chunk: Buffer): void {
    if (this.isClosed || !this.#handler) return;
    try {
      this.#handler.received(chunk);
    } catch (error) {
      this.#bug(error);
    }
  }

  socketEnd(): void {
    this.#finish('peer');
  }

  socketDrain(): void {
    this.#queue.isBlocked = false;
    if (this.#isDestroyed) return;
    if (this.#isUpgrading && this.#socket === this.#raw) return this.#wrap();
    if (this.#queue.isEmpty || this.isClosed) this.flush();
    else this.#added(this.origin.shared);
  }

  socketSecure(): void {
    if (this.#isDestroyed) return;
    this.#isUpgrading = false;
    this.#tlsDeadline = 0;
    this.tls = tlsFacts(this.#socket as TLSSocket);
    if (this.#isPaused) this.#socket.pause();
    this.#guard(() => {
      if (this.#handler) this.#handler.secured();
      else this.#handler = this.origin.accept(this);
    });
    if (!this.#queue.isEmpty && !this.#isDirty) this.flush();
  }

  socketError(error: Error): void {
    if (this.#isUpgrading && this.#socket !== this.#raw) this.socketTlsError(error);
    else this.#reason ??= 'reset';
  }

  socketTlsError(error: unknown): void {
    const { shared, name } = this.origin;
    if (!this.#isDestroyed) shared.report({ kind: 'tls-failed', listener: name, ip: this.ip, code: codeOf(error) });
    this.destroy('tls-failed');
  }

  socketClose(): void {
    const { connections, admission, whenEmpty } = this.origin.shared;
    if (connections[this.place] !== this) return;
    const last = connections.pop()!;
    if (last !== this) connections[(last.place = this.place)] = last;
    admission.leave(this.visitor, this.isAuthenticated);
    const reason = this.#reason ?? (this.#isUpgrading ? 'tls-failed' : 'reset');
    this.isClosed = this.#isDestroyed = true;
    this.#queue.clear();
    this.#guard(() => this.#handler?.closed(reason));
    if (connections.length === 0) whenEmpty?.();
  }

  /** For the rare calls; `socketData` has its own: a closure a read costs. */
  #guard(call: () => void): void {
    try {
      call();
    } catch (error) {
      this.#bug(error);
    }
  }

  #bug(error: unknown): void {
    const { shared, name } = this.origin;
    shared.report({ kind: 'bug', listener: name, connection: this.id, error });
    this.destroy('bug');
  }
}
