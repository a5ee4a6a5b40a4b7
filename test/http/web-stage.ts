import { request, type IncomingHttpHeaders } from 'node:http';
import type { Socket } from 'node:net';
import type { TestContext } from 'node:test';
import { WebSocket } from 'ws';
import { ircWebSocket } from '../../src/http/irc-websocket.ts';
import { serveFetch, type Answer } from '../../src/http/serve-fetch.ts';
import { createWebServer, type WebSettings } from '../../src/http/web-server.ts';
import type { WebSocketService } from '../../src/http/websocket-upgrade.ts';
import type { Connection } from '../../src/lib/connection.ts';
import type { TransportLimits } from '../../src/transport/limits.ts';
import { trustedProxies } from '../../src/transport/trusted-proxies.ts';
import { connectTo, Seen, setStage } from '../transport/service.ts';

/** A web server on a port of its own, with a protocol behind `/irc` that only notes what it is told. */
export async function setWebStage(
  context: TestContext,
  options: {
    limits?: Partial<TransportLimits>;
    settings?: Partial<WebSettings>;
    answer?: Answer;
    service?: (accept: (connection: Connection) => Seen) => WebSocketService;
  } = {},
) {
  const closers: (() => void)[] = [];
  context.after(() => closers.forEach((close) => close()));
  const proxies = options.settings?.proxies ?? trustedProxies([]);
  const stage = setStage(context, options.limits, { proxies });
  const seen: Seen[] = [];
  const waiting: ((one: Seen) => void)[] = [];
  const accept = (connection: Connection): Seen => {
    const one = new Seen(connection);
    const next = waiting.shift();
    if (next) next(one);
    else seen.push(one);
    return one;
  };
  const service = (options.service ?? ircWebSocket)(accept);
  const errors: unknown[] = [];
  const answer = options.answer ?? (() => new Response('page', { status: 200 }));
  const http = createWebServer({
    settings: () => ({ url: 'https://example.org', origins: [], proxies, requireTls: true, ...options.settings }),
    webSocket: (path) => (path === '/irc' ? service : undefined),
    answer: serveFetch(answer, (error) => errors.push(error)),
  });
  const listener = await stage.listeners.open(
    { host: '127.0.0.1', port: 0, tls: 'none', proxy: false, text: 'http' },
    { accept: http, takesVouchers: true },
  );
  const { port } = listener;
  return {
    stage,
    port,
    errors,
    seen,
    next: async (): Promise<Seen> => seen.shift() ?? new Promise((resolve) => waiting.push(resolve)),
    /** A browser's websocket; settled when it is open or refused. */
    async dial(protocols: string[] = ['text.ircv3.net'], headers: Record<string, string> = {}, path = '/irc') {
      const socket = new WebSocket(`ws://127.0.0.1:${port}${path}`, protocols, { headers, perMessageDeflate: true });
      closers.push(() => socket.terminate());
      const messages: { text: string; isBinary: boolean }[] = [];
      const inbox: (() => void)[] = [];
      socket.on('message', (data: Buffer, isBinary) => {
        messages.push({ text: data.toString(), isBinary });
        inbox.shift()?.();
      });
      const closed = new Promise<number>((resolve) => socket.on('close', (code) => resolve(code)));
      const status = await new Promise<number>((resolve) => {
        socket.once('open', () => resolve(101));
        socket.once('unexpected-response', (_, response) => resolve(response.statusCode ?? 0));
        socket.on('error', () => {});
      });
      const message = async () => {
        if (messages.length === 0) await new Promise<void>((resolve) => inbox.push(resolve));
        return messages.shift() as { text: string; isBinary: boolean };
      };
      return { socket, status, message, closed };
    },
    raw(): Socket {
      const client = connectTo(listener);
      closers.push(() => client.destroy());
      return client;
    },
    ask: (path: string, init: { method?: string; headers?: Record<string, string>; body?: Buffer } = {}) =>
      new Promise<{ status: number; headers: IncomingHttpHeaders; body: Buffer }>((resolve, reject) => {
        const { method = 'GET', headers = {}, body } = init;
        const asked = request({ host: '127.0.0.1', port, path, method, headers, agent: false }, (response) => {
          const parts: Buffer[] = [];
          response.on('data', (part: Buffer) => parts.push(part));
          response.on('end', () =>
            resolve({ status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(parts) }),
          );
          response.on('error', reject);
        });
        asked.on('error', reject);
        asked.end(body);
      }),
  };
}
