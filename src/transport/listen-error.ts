/** Why a listener could not be opened; the message says what to do, the caller says which config key it was. */
export class ListenError extends Error {
  /** `host:port` as in the config. */
  readonly address: string;
  /** The system's code (`EADDRINUSE`), or `no-certificates`. */
  readonly code: string;

  constructor(address: string, code: string, cause?: unknown) {
    super(`cannot listen on ${address}: ${EXPLAINED[code] ?? code}`, { cause });
    this.name = 'ListenError';
    this.address = address;
    this.code = code;
  }
}

const EXPLAINED: Record<string, string> = {
  EADDRINUSE: 'another program uses this port; stop it or choose another port',
  EACCES: 'ports below 1024 need a privilege: use a higher port, or give CAP_NET_BIND_SERVICE',
  EADDRNOTAVAIL: 'this machine has no such address',
  EAFNOSUPPORT: 'this machine has no IPv6; use 0.0.0.0',
  ENOTFOUND: 'the host name is not known',
  EAI_AGAIN: 'the host name could not be looked up',
  'no-certificates': 'TLS needs a certificate',
};
