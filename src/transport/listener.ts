import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import type { Accept } from '../lib/connection.ts';
import type { Refusal } from './admission.ts';
import { ListenError } from './listen-error.ts';
import { plainIp } from './peer-address.ts';
import { createServerTls, HOW_WE_READ, type ContextSource } from './server-tls.ts';
import type { Origin, Shared } from './shared.ts';
import { TcpConnection } from './tcp-connection.ts';

/** Where to listen; the shape of a parsed `listen` entry of the config. Port 0 lets the system choose. */
export interface ListenSpec {
  readonly host: string;
  readonly port: number;
  readonly tls: 'none' | 'tls' | 'starttls';
  readonly proxy: boolean;
  /** As written, for messages. */
  readonly text: string;
}

/** What is served on a listener. */
export interface Service {
  readonly accept: Accept;
  /** Application protocols for TLS, best first. */
  readonly alpn?: readonly string[];
  /** Ask for client certificates (SASL EXTERNAL). */
  readonly requestCertificate?: boolean;
  /** Last words for somebody turned away by a limit on a listener that speaks in clear first. */
  readonly farewell?: (limit: Refusal) => Buffer | undefined;
}

export interface Listener {
  readonly spec: ListenSpec;
  /** The port that was bound. */
  readonly port: number;
  /** Frees the port and accepts no more; connections live on. */
  close(): void;
}

/** Opens one listener, or rejects with a `ListenError`. */
export async function openListener(
  spec: ListenSpec,
  service: Service,
  shared: Shared,
  certificates: ContextSource | undefined,
): Promise<Listener> {
  const address = spec.host.includes(':') ? `[${spec.host}]:${spec.port}` : `${spec.host}:${spec.port}`;
  if (spec.proxy) throw new ListenError(address, 'unsupported');
  if (spec.tls !== 'none' && !certificates) throw new ListenError(address, 'no-certificates');
  const origin = originOf(spec, service, shared, certificates);
  const server = createServer({ ...HOW_WE_READ, noDelay: true });
  server.on('connection', (socket) => admit(socket, origin, spec.tls === 'tls', service));
  await bound(server, spec, address);
  server.on('error', (error: NodeJS.ErrnoException) => {
    shared.report({ kind: 'accept-failed', listener: spec.text, code: error.code ?? error.message });
  });
  const { port } = server.address() as AddressInfo;
  return { spec, port, close: () => void server.close() };
}

function originOf(spec: ListenSpec, service: Service, shared: Shared, source: ContextSource | undefined): Origin {
  const { accept, alpn, requestCertificate } = service;
  const tls = spec.tls === 'none' || !source ? undefined : createServerTls({ source, alpn, requestCertificate });
  return { shared, accept, name: spec.text, tls };
}

async function bound(server: Server, spec: ListenSpec, address: string): Promise<void> {
  try {
    await listening(server, spec.host, spec.port);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? String(error);
    // `[::]` means "everywhere"; on a machine without IPv6 everywhere is smaller.
    if (spec.host === '::' && code === 'EAFNOSUPPORT') return bound(server, { ...spec, host: '0.0.0.0' }, address);
    throw new ListenError(address, code, error);
  }
}

function listening(server: Server, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen({ host, port, backlog: 4096 }, () => {
      server.removeListener('error', reject);
      resolve();
    });
  });
}

function admit(socket: Socket, origin: Origin, tlsFirst: boolean, service: Service): void {
  const { shared, name } = origin;
  // Undefined when the peer has gone already.
  const address = socket.remoteAddress;
  if (address === undefined) return void socket.destroy();
  const ip = plainIp(address);
  const visitor = shared.admission.enter(ip, shared.limits);
  if (typeof visitor !== 'string') return new TcpConnection(socket, origin, visitor, ip).begin(tlsFirst);
  shared.report({ kind: 'refused', limit: visitor, listener: name, ip });
  turnAway(socket, tlsFirst ? undefined : service.farewell?.(visitor));
}

function turnAway(socket: Socket, words: Buffer | undefined): void {
  socket.on('error', () => socket.destroy());
  if (words) socket.end(words);
  socket.destroySoon();
}
