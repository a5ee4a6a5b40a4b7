import { saslMechanisms } from '../../core/accounts/sasl.ts';
import type { SaslPeer } from '../../core/accounts/sasl-step.ts';
import type { Client } from './client.ts';

/** What the connection tells of who wants to log in. */
export function saslPeer({ connection }: Client): SaslPeer {
  return {
    ip: connection.remote.ip,
    certificate: connection.tls?.certificateFingerprint,
    binding: (type) => connection.channelBinding?.(type),
  };
}

/** What this client may log in with, as CAP and 908 list it (IRCv3 sasl-3.2, "Mechanism list in CAP LS"). */
export function mechanismList(client: Client): string {
  return saslMechanisms(client.server.core, saslPeer(client)).join(',');
}
