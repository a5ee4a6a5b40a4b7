import { readProxyLine } from '../../../lib/proxy-line.ts';
import type { Command } from '../command.ts';

/**
 * PROXY <family> <source> <target> <port> <port> -- proxy-protocol.txt 2.1, on a listener that does not demand it: the first line of
 * a trusted proxy. Later it means nothing, as nobody who speaks IRC sends it.
 */
export const proxy: Command = {
  before: 'also',
  run(client, params) {
    const { connection, server } = client;
    const isFirst = client.input?.isFirstLine === true;
    const peer = readProxyLine(`PROXY ${restored(params)}`);
    if (client.session || !server.config.takesProxies) client.numeric('ERR_UNKNOWNCOMMAND', 'PROXY');
    else if (!isFirst) return undefined;
    else if (!connection.isTrustedProxy) client.end('You are no trusted proxy');
    else if (peer === undefined) client.end('This is no PROXY header');
    else if (peer !== 'unknown' && !connection.vouch?.({ ...peer, isSecure: false })) {
      client.end('Too many connections from your address');
    }
    return undefined;
  },
};

/** IRC takes an address that begins with a colon, and all behind it, for a last parameter. */
function restored(params: readonly string[]): string {
  return params.map((param) => (param.includes(' ') ? `:${param}` : param)).join(' ');
}
