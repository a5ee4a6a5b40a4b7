import { createHash } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Accept } from '../lib/connection.ts';
import { Frames } from '../transport/websocket-frames.ts';
import type { MessageKind } from '../transport/websocket-messages.ts';

/** What is behind a path that becomes a websocket. */
export interface WebSocketService {
  readonly accept: Accept;
  /** By subprotocol. */
  readonly protocols: ReadonlyMap<string, Frames>;
  /** For who asks for none of these; refused where there is none. */
  readonly otherwise?: Frames;
  /** Bytes of one message that may come. */
  readonly message: number;
}

/** A service over these kinds of messages, by subprotocol. */
export function webSocketService(
  accept: Accept,
  kinds: Readonly<Record<string, MessageKind>>,
  options: { readonly message: number; readonly otherwise?: string },
): WebSocketService {
  const protocols = new Map(Object.entries(kinds).map(([name, kind]) => [name, new Frames(kind)]));
  const otherwise = options.otherwise === undefined ? undefined : protocols.get(options.otherwise);
  return { accept, protocols, message: options.message, ...(otherwise ? { otherwise } : {}) };
}

/** What the handshake comes to. */
export type Handshake =
  | { readonly response: string; readonly frames: Frames }
  | { readonly refused: number; readonly headers?: Readonly<Record<string, string>> };

const KEY = /^[+/0-9A-Za-z]{22}==$/;
const GUID = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11';

/** The server's side of the opening handshake (RFC 6455 4.2). */
export function shakeHands({ method, headers }: IncomingMessage, service: WebSocketService): Handshake {
  const key = headers['sec-websocket-key'];
  if (method !== 'GET' || headers.upgrade?.toLowerCase() !== 'websocket') return { refused: 400 };
  if (headers['sec-websocket-version'] !== '13') return { refused: 426, headers: { 'Sec-WebSocket-Version': '13' } };
  if (key === undefined || !KEY.test(key)) return { refused: 400 };
  const asked = (headers['sec-websocket-protocol'] ?? '').split(',').map((name) => name.trim());
  // "respecting the client's order of preference" (IRCv3 websocket).
  const chosen = asked.find((name) => service.protocols.has(name));
  const frames = chosen === undefined ? service.otherwise : service.protocols.get(chosen);
  if (!frames) return { refused: 400 };
  const lines = [
    'HTTP/1.1 101 Switching Protocols',
    'Upgrade: websocket',
    'Connection: Upgrade',
    `Sec-WebSocket-Accept: ${createHash('sha1')
      .update(key + GUID)
      .digest('base64')}`,
    ...(chosen === undefined ? [] : [`Sec-WebSocket-Protocol: ${chosen}`]),
  ];
  return { response: `${lines.join('\r\n')}\r\n\r\n`, frames };
}
