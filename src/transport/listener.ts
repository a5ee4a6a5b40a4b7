import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { vouchedTls, type Accept } from '../lib/connection.ts';
import type { Refusal } from './admission.ts';
import { admitted, isTrusted, ONION } from './doorkeeper.ts';
import { ListenError } from './listen-error.ts';
import { isLoopbackIp, plainIp } from './peer-address.ts';
import { createServerTls, HOW_WE_READ, type ContextSource } from './server-tls.ts';
import type { Origin, Shared } from './shared.ts';
import { TcpConnection } from './tcp-connection.ts';
import { Vestibule } from './vestibule.ts';

/** Where to listen; the shape of a parsed `listen` entry of the config. Port 0 lets the system choose. */
export interface ListenSpec {
  readonly host: string;
  readonly port: number;
  readonly tls: 'none' | 'tls' | 'starttls';
  /** Every connection begins with a PROXY header of a trusted proxy. */
  readonly proxy: boolean;
  /** What comes here comes over an onion service. */
  readonly onion?: boolean;
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
  /** Trusted proxies may say whom they speak for in the protocol itself: WEBIRC, X-Forwarded-For. */
  readonly takesVouchers?: boolean;
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
  if (spec.tls !== 'none' && !certificates) throw new ListenError(address, 'no-certificates');
  const origin = originOf(spec, service, shared, certificates);
  const server = createServer({ ...HOW_WE_READ, noDelay: true });
  const admit = spec.proxy ? admitProxy : admitPeer;
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
  const takesVouchers = service.takesVouchers === true || spec.proxy;
  const tls = spec.tls === 'none' || !source ? undefined : createServerTls({ source, alpn, requestCertificate });
  return { shared, accept, name: spec.text, tls, takesVouchers, isOnion: spec.onion === true };
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

function admitPeer(socket: Socket, origin: Origin, tlsFirst: boolean, service: Service): void {
  // Undefined when the peer has gone already.
  const address = socket.remoteAddress;
  if (address === undefined) return void socket.destroy();
  const ip = origin.isOnion ? ONION : plainIp(address);
  const visitor = admitted(origin, ip);
  if (typeof visitor === 'string') return turnAway(socket, tlsFirst ? undefined : service.farewell?.(visitor));
  const port = origin.isOnion ? 0 : (socket.remotePort ?? 0);
  const connection = new TcpConnection(socket, origin, visitor, { ip, port });
  // From the onion service's own program beside us nothing can be overheard.
  if (origin.isOnion && isLoopbackIp(plainIp(address))) connection.tls = vouchedTls;
  connection.begin(tlsFirst);
}

/** Only who is trusted may name somebody else; nobody else has any business here (RELIABILITY I-14). */
function admitProxy(socket: Socket, origin: Origin, tlsFirst: boolean): void {
  const { shared, name } = origin;
  const ip = plainIp(socket.remoteAddress ?? '');
  const { unauthenticated: most } = shared.limits;
  const code = !isTrusted(origin, ip) ? 'untrusted' : most > 0 && shared.waiting.size >= most ? 'too many' : undefined;
  if (code === undefined) return void new Vestibule(socket, origin, ip, tlsFirst);
  if (ip !== '') shared.report({ kind: 'proxy-failed', listener: name, ip, code });
  turnAway(socket, undefined);
}

function turnAway(socket: Socket, words: Buffer | undefined): void {
  socket.on('error', () => socket.destroy());
  if (words) socket.end(words);
  socket.destroySoon();
}
