import type { Socket } from 'node:net';

/** Who is told of a socket's events. */
export interface SocketOwner {
  socketData(chunk: Buffer): void;
  socketEnd(): void;
  /** Everything handed to the socket has been taken by the kernel. */
  socketDrain(): void;
  /** A TLS handshake is complete. */
  socketSecure(): void;
  /** TLS broke, in the handshake or later; Node leaves closing to us. */
  socketTlsError(error: unknown): void;
  socketError(error: Error): void;
  socketClose(): void;
}

/** A socket carries its owner, so that all sockets share the functions below: no closures per connection. */
interface OwnedSocket extends Socket {
  owner?: SocketOwner;
}

export function own(socket: Socket, owner: SocketOwner): void {
  const isOwned = (socket as OwnedSocket).owner !== undefined;
  (socket as OwnedSocket).owner = owner;
  // A new owner hears these by the listeners of the old one.
  if (isOwned) return;
  socket.on('error', onError);
  socket.on('close', onClose);
}

export function listen(socket: Socket): void {
  socket.on('data', onData);
  socket.on('end', onEnd);
  socket.on('drain', onDrain);
}

export function listenTls(socket: Socket): void {
  socket.on('_tlsError', onTlsError);
  socket.on('secure', onSecure);
  listen(socket);
}

/** The opposite of `listen`, but for 'drain', which tells when what was sent in clear has left. */
export function unlisten(socket: Socket): void {
  socket.removeListener('data', onData);
  socket.removeListener('end', onEnd);
}

/** Hears nothing any more but errors and the end, until somebody else listens. */
export function release(socket: Socket): void {
  unlisten(socket);
  socket.removeListener('drain', onDrain);
  socket.removeListener('_tlsError', onTlsError);
  socket.removeListener('secure', onSecure);
}

function onData(this: OwnedSocket, chunk: Buffer): void {
  this.owner?.socketData(chunk);
}

function onEnd(this: OwnedSocket): void {
  this.owner?.socketEnd();
}

function onDrain(this: OwnedSocket): void {
  this.owner?.socketDrain();
}

function onSecure(this: OwnedSocket): void {
  this.owner?.socketSecure();
}

function onTlsError(this: OwnedSocket, error: Error): void {
  this.owner?.socketTlsError(error);
}

function onError(this: OwnedSocket, error: Error): void {
  this.owner?.socketError(error);
}

function onClose(this: OwnedSocket): void {
  this.owner?.socketClose();
}
