/** Everything the transport counts or times. Read where it is used, so a reload takes effect at once. 0 switches a limit off. */
export interface TransportLimits {
  /** Open connections in all, over every listener. */
  readonly connections: number;
  /** Per address; IPv6 by /64. */
  readonly connectionsPerIp: number;
  readonly connectsPer10min: number;
  /** The same two for everybody who comes over onion services, together. */
  readonly onionConnections: number;
  readonly onionConnectsPer10min: number;
  /** Connections that have not authenticated yet, in all. */
  readonly unauthenticated: number;
  readonly unauthenticatedPerIp: number;
  /** TLS handshakes begun, in all. */
  readonly handshakesPerSecond: number;
  readonly handshakesPerSecondPerIp: number;
  /** Seconds from accept to `authenticated()`. */
  readonly authSeconds: number;
  readonly handshakeSeconds: number;
  /** Seconds until the header of the PROXY protocol must have come. */
  readonly headerSeconds: number;
  /** Seconds the oldest queued byte may wait for the kernel to take it. */
  readonly stallSeconds: number;
  /** Seconds an orderly close may take. */
  readonly closeSeconds: number;
  /** Bytes of queue under which `drained` says that bulk output may go on. */
  readonly softSendq: number;
  /** Bytes of queue at which a connection is closed. */
  readonly sendq: number;
}

/** What a public server starts with. */
export const defaultLimits: TransportLimits = {
  connections: 0,
  connectionsPerIp: 16,
  connectsPer10min: 200,
  onionConnections: 64,
  onionConnectsPer10min: 200,
  unauthenticated: 2000,
  unauthenticatedPerIp: 16,
  handshakesPerSecond: 300,
  handshakesPerSecondPerIp: 10,
  authSeconds: 30,
  handshakeSeconds: 10,
  headerSeconds: 5,
  stallSeconds: 60,
  closeSeconds: 5,
  softSendq: 64 * 1024,
  sendq: 512 * 1024,
};

/** The same with every accept limit off: for benchmarks and tests from one address. */
export const openLimits: TransportLimits = {
  ...defaultLimits,
  connectionsPerIp: 0,
  connectsPer10min: 0,
  onionConnections: 0,
  onionConnectsPer10min: 0,
  unauthenticated: 0,
  unauthenticatedPerIp: 0,
  handshakesPerSecond: 0,
  handshakesPerSecondPerIp: 0,
};
