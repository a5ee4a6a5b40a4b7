import type { Client } from './client.ts';

/** "port" where there is no TLS, "duration" where there is (IRCv3 sts, "Details"). */
export function stsValue({ connection, server }: Client): string {
  const { sts } = server.config;
  if (!sts) return '';
  return connection.tls ? `duration=${sts.seconds}` : `port=${sts.port}`;
}

/**
 * The policy has a value, which clients older than version 302 could not be told. Over TLS it is for the names it was made for: "If no
 * hostname has been provided for the connection, an STS persistence policy SHOULD NOT be advertised". Nobody is to be sent away who
 * comes from this machine, over an onion service or a websocket: their way to TLS is another one.
 */
export function isStsOffered({ capVersion, connection, server }: Client): boolean {
  const { sts } = server.config;
  if (!sts || capVersion < 302 || connection.isWebSocket || connection.isOnion) return false;
  if (connection.tls) return sts.names.has(connection.tls.serverName ?? '');
  return !connection.isLoopback;
}
