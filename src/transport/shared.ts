import type { Accept } from '../lib/connection.ts';
import type { Admission } from './admission.ts';
import type { ServerTls } from './server-tls.ts';
import type { TransportLimits } from './limits.ts';
import type { Output } from './output.ts';
import type { Report } from './report.ts';
import type { TcpConnection } from './tcp-connection.ts';
import type { TrustedProxies } from './trusted-proxies.ts';
import type { Vestibule } from './vestibule.ts';

/** What all connections of a process have in common. */
export interface Shared {
  limits: TransportLimits;
  /** Whole seconds of monotonic time, moved on by the sweep: deadlines need no finer clock, and small integers cost no memory. */
  seconds: number;
  readonly output: Output;
  readonly admission: Admission;
  readonly report: Report;
  /** Whose word is taken for whom they speak for. Replaced as a whole on reload. */
  proxies: TrustedProxies;
  /** Connections whose PROXY header has not come yet. */
  readonly waiting: Set<Vestibule>;
  /** Dense: a closed connection's place is taken by the last one. */
  readonly connections: TcpConnection[];
  /** Called when the last connection has closed, while stopping. */
  whenEmpty: (() => void) | undefined;
}

/** What the connections of one listener have in common. */
export interface Origin {
  readonly shared: Shared;
  readonly accept: Accept;
  /** As written in the config, for reports. */
  readonly name: string;
  /** Undefined where the listener knows no TLS. */
  readonly tls: ServerTls | undefined;
  /** Peers may say whom they speak for, where they are trusted. */
  readonly takesVouchers: boolean;
  readonly isOnion: boolean;
}
