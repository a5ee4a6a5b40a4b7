import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ReadableStream } from 'node:stream/web';
import { ConnectionStream } from './connection-stream.ts';
import type { Connection } from '../lib/connection.ts';

/** What a route knows besides the request. */
export interface Asked {
  readonly message: IncomingMessage;
  readonly connection: Connection;
}

/** Answers a request in the terms of `fetch`. */
export type Answer = (request: Request, asked: Asked) => Response | Promise<Response>;

/** Puts a `fetch` handler behind Node's HTTP server. `failed` is told of bugs; the peer gets 500 and no reason. */
export function serveFetch(answer: Answer, failed: (error: unknown) => void): RequestListener {
  return (message, response) => {
    respond(answer, message, response).catch((error: unknown) => {
      // Who hangs up in the middle is no bug.
      if (!message.socket.destroyed && !response.destroyed) failed(error);
      if (!response.headersSent) response.writeHead(500, { Connection: 'close' }).end();
      else response.destroy();
    });
  };
}

async function respond(answer: Answer, message: IncomingMessage, response: ServerResponse): Promise<void> {
  const stream: unknown = message.socket;
  const request = stream instanceof ConnectionStream ? asRequest(message) : undefined;
  if (!request) return void response.writeHead(400, { Connection: 'close' }).end();
  const { status, headers, body } = await answer(request, {
    message,
    connection: (stream as ConnectionStream).connection,
  });
  // What was not read of a body would be taken for the next request.
  if (hasBody(message) && !message.complete) headers.set('connection', 'close');
  response.writeHead(status, Object.fromEntries(headers));
  if (body && message.method !== 'HEAD') await pipeline(Readable.fromWeb(body as ReadableStream), response);
  else response.end();
}

/** Undefined where the target is no path, or the host no name. */
function asRequest(message: IncomingMessage): Request | undefined {
  const { url = '', method = 'GET', headers } = message;
  const target = `http://${headers.host ?? 'localhost'}${url}`;
  if (!url.startsWith('/') || !URL.canParse(target) || method === 'TRACE' || method === 'CONNECT') return undefined;
  const pairs = Object.entries(headers).flatMap(([name, value]): [string, string][] =>
    (Array.isArray(value) ? value : [value ?? '']).map((each) => [name, each]),
  );
  if (!hasBody(message) || method === 'GET' || method === 'HEAD')
    return new Request(target, { method, headers: pairs });
  return new Request(target, {
    method,
    headers: pairs,
    body: Readable.toWeb(message) as never,
    duplex: 'half',
  } as RequestInit);
}

function hasBody({ headers }: IncomingMessage): boolean {
  return headers['transfer-encoding'] !== undefined || (headers['content-length'] ?? '0') !== '0';
}
