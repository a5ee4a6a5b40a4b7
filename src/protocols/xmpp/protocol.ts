import { SHUTDOWN, type ClientSession } from './client-session.ts';
import type { Core } from '../../core/core.ts';
import type { Accept } from '../../lib/connection.ts';
import { features as allFeatures } from './features/index.ts';
import type { Feature } from './feature.ts';
import { createKeepAlive } from './keep-alive.ts';
import { makeFeatureTable } from './feature-table.ts';
import type { Protocol } from './protocol-state.ts';
import { XmppStream } from './stream.ts';
import { StreamFault } from './wire/stream-fault.ts';
import type { XmppConfig } from './xmpp-config.ts';

/** The XMPP wire, for main. */
export interface XmppProtocol {
  /** Serves one connection of a client. */
  readonly accept: Accept;
  /** Takes new settings; connections that are open keep the limits they began with. */
  configure(config: XmppConfig): void;
  /** Tells every client that the server stops, and ends all sessions (RFC 6120 4.9.3.20). */
  stop(): void;
  readonly counts: { readonly streams: number; readonly sessions: number };
}

/** `features` are what is served beside streams; all there are, except in tests. */
export function createXmppProtocol(
  core: Core,
  config: XmppConfig,
  features: readonly Feature[] = allFeatures,
): XmppProtocol {
  const protocol: Protocol = {
    core,
    config,
    features: makeFeatureTable(features),
    sessions: new Map(),
    resumable: new Map(),
    streams: new Set(),
    forget(session: ClientSession) {
      const { address, management } = session;
      if (this.sessions.get(address.full) === session) this.sessions.delete(address.full);
      if (management) this.resumable.delete(management.id);
    },
  };
  const keepAlive = createKeepAlive(core.clock, protocol.streams);
  return {
    accept(connection) {
      const stream = new XmppStream(protocol, connection);
      keepAlive.start();
      return stream;
    },
    configure(next) {
      protocol.config = next;
    },
    stop() {
      keepAlive.stop();
      for (const stream of protocol.streams) stream.fail(new StreamFault('system-shutdown'));
      for (const session of [...protocol.sessions.values()]) session.end(SHUTDOWN);
    },
    get counts() {
      return { streams: protocol.streams.size, sessions: protocol.sessions.size };
    },
  };
}
