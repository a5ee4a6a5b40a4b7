import { createServer, STATUS_CODES, type IncomingMessage, type RequestListener } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Accept } from '../lib/connection.ts';
import type { TrustedProxies } from '../transport/trusted-proxies.ts';
import { WebSocketConnection } from '../transport/websocket-connection.ts';
import { ConnectionStream } from './connection-stream.ts';
import { askerOf } from './forwarded.ts';
import { HttpSession, sessionOf } from './http-session.ts';
import { isOriginAllowed } from './origins.ts';
import { shakeHands, type WebSocketService } from './websocket-upgrade.ts';

/** What a web server goes by; asked for at every request, as it may change on reload. */
export interface WebSettings {
  /** Where browsers find it, without a slash at the end. */
  readonly url: string;
  /** Pages that may use it besides its own. */
  readonly origins: readonly string[];
  readonly proxies: TrustedProxies;
  /** No password in clear except from loopback. */
  readonly requireTls: boolean;
}

export interface WebServerOptions {
  readonly settings: () => WebSettings;
  /** The service behind a path, where that is a websocket. */
  readonly webSocket: (path: string) => WebSocketService | undefined;
  /** Answers everything else. */
  readonly answer: RequestListener;
}

/** Bytes of a request's head. */
const HEAD_BYTES = 8 * 1024;
const MOST_HEADERS = 64;
const MOST_REQUESTS = 100;

/** HTTP over connections that a listener accepted. Node's server parses and never sees a socket; time limits are the connections' own. */
export function createWebServer({ settings, webSocket, answer }: WebServerOptions): Accept {
  const server = createServer({
    maxHeaderSize: HEAD_BYTES,
    requestTimeout: 0,
    headersTimeout: 0,
    keepAliveTimeout: 0,
    connectionsCheckingInterval: 2 ** 30,
  });
  server.maxHeadersCount = MOST_HEADERS;
  server.maxRequestsPerSocket = MOST_REQUESTS;
  server.on('request', answer);
  server.on('clientError', (_, stream) => refuse(stream, 400));
  server.on('upgrade', (request, stream, head) => {
    const service = webSocket(pathOf(request));
    if (!service || !(stream instanceof ConnectionStream)) refuse(stream, 404);
    else if (!isOriginAllowed(request.headers, settings().url, settings().origins)) refuse(stream, 403);
    else upgrade(request, stream, { service, head, proxies: settings().proxies });
  });
  return (connection) => new HttpSession(connection, (stream) => void server.emit('connection', stream));
}

interface Upgrade {
  readonly service: WebSocketService;
  readonly head: Buffer;
  readonly proxies: TrustedProxies;
}

function upgrade(request: IncomingMessage, stream: ConnectionStream, { service, head, proxies }: Upgrade): void {
  const { connection } = stream;
  const handshake = shakeHands(request, service);
  if ('refused' in handshake) return refuse(stream, handshake.refused, handshake.headers);
  const { ip, isSecure } = askerOf(connection, request.headers, proxies);
  // The connection is this one asker's from here on, so the limits are too.
  if (ip !== connection.remote.ip && !connection.vouch?.({ ip, port: 0, isSecure })) return refuse(stream, 429);
  connection.send(Buffer.from(handshake.response));
  const { frames, message } = { ...handshake, ...service };
  sessionOf(stream)?.handOver(new WebSocketConnection(connection, frames, { message }, service.accept), head);
}

function refuse(stream: Duplex, status: number, headers: Readonly<Record<string, string>> = {}): void {
  if (!stream.writable) return void stream.destroy();
  const lines = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
    'Connection: close',
    'Content-Length: 0',
    ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
  ];
  stream.end(`${lines.join('\r\n')}\r\n\r\n`);
}

/** The path of a request, without its query. */
export function pathOf({ url = '/' }: IncomingMessage): string {
  const end = url.indexOf('?');
  return end < 0 ? url : url.slice(0, end);
}
