import type { CloseReason } from '../../lib/connection.ts';
import type { StreamFault } from './wire/stream-fault.ts';

/** What others read when somebody's last session ends by a fault. */
export function faultReason({ condition }: StreamFault): string {
  if (condition === 'system-shutdown') return 'Server stopping';
  return condition === 'conflict' ? 'Replaced by a new connection' : `Stream error (${condition})`;
}

/** What others read when somebody's last session ends with its connection. */
export const closeReasons: Record<CloseReason, string> = {
  peer: 'Connection closed',
  local: 'Connection closed',
  reset: 'Connection reset',
  'sendq-exceeded': 'Too slow a reader',
  'write-stalled': 'Connection lost',
  deadline: 'Connection lost',
  'tls-failed': 'TLS failed',
  bug: 'Internal error',
};
