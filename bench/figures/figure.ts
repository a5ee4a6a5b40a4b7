import type { Generator } from '../load/generator.ts';
import type { Target, Wire } from '../load/commands.ts';
import type { Measurement, Unit } from '../measurement.ts';
import type { Database, Server } from '../servers/driver.ts';

/** How large and how long the runs are. */
export type Size = {
  /** Members of the large room. */
  readonly members: number;
  /** Pairs that write to each other. */
  readonly pairs: number;
  /** Idle connections added in each run of a memory figure. */
  readonly idle: number;
  readonly accounts: number;
  /** Length of a measured phase and of a warm-up, in seconds. */
  readonly seconds: number;
  readonly warmUp: number;
  /** Messages in the room whose history is paged through. */
  readonly messages: number;
};

/** What a figure is measured on: one started server and its own generator. */
export type Stage = {
  readonly server: Server;
  readonly generator: Generator;
  readonly domain: string;
  /** Registrations the server is given at a time. */
  readonly registering: number;
  readonly size: Size;
  readonly database: Database | undefined;
  /** A second generator process, for what must not wait for the first; one for the whole figure. */
  beside(): Generator;
};

/** One line of the table. */
export type Figure = {
  readonly name: string;
  readonly title: string;
  readonly unit: Unit;
  /** Wires a server must speak to take part. */
  readonly wires: readonly Wire[];
  readonly tls: boolean;
  /** Measured with history kept, each message committed before it is shown. */
  readonly history: boolean;
  /** Lines of our `[limits]` in the place of none at all: those that the figure is about. */
  readonly limits?: string;
  /** Servers beside ours take part. */
  readonly peers: boolean;
  /** Brings the server into the state that is measured and warms it up; each call of the result is one run. */
  prepare(stage: Stage): Promise<() => Promise<Measurement>>;
};

/** Where connections of this wire go; the server must speak it. */
export function targetOf(stage: Stage, wire: Wire, tls = false): Target {
  const { ports } = stage.server;
  const port = wire === 'irc' ? (tls ? ports.ircTls : ports.irc) : tls ? ports.xmppTls : ports.xmpp;
  if (port === undefined) throw new Error(`no ${tls ? 'TLS ' : ''}port for ${wire}`);
  return { wire, port, tls, domain: stage.domain };
}
