import type { Accept } from '../lib/connection.ts';
import { lineMessages } from '../transport/websocket-messages.ts';
import { webSocketService, type WebSocketService } from './websocket-upgrade.ts';

/** The most a client may send as one line with its tags; a little more, so that one that is too long is told so (IRCv3 websocket). */
const LINE_BYTES = 16 * 1024;

/** IRC over websockets. Who asks for no subprotocol is sent text, as all that is sent is UTF-8. */
export function ircWebSocket(accept: Accept): WebSocketService {
  const kinds = { 'text.ircv3.net': lineMessages('text'), 'binary.ircv3.net': lineMessages('binary') };
  return webSocketService(accept, kinds, { message: LINE_BYTES, otherwise: 'text.ircv3.net' });
}
