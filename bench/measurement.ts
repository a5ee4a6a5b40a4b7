/** One run of one figure against one server. CPU times are seconds of user and system time inside the run. */
export type Measurement = {
  /** What was counted: deliveries, registrations, rows, pages; for memory the number of connections. */
  readonly amount: number;
  /** What had to be counted; a run that lost something is never judged. */
  readonly expected: number;
  readonly seconds: number;
  readonly serverCpu: number;
  /** CPU of the database beside the server; 0 where there is none. */
  readonly databaseCpu: number;
  readonly generatorCpu: number;
  /** KB of resident memory gained, for memory figures. */
  readonly kilobytes?: number;
  /** The same work done by a bare loop in the same run (rows or pages per second). */
  readonly bare?: number;
  readonly latency?: Latency;
};

/** What messages of people beside took, in ms: while others are caught up, and while they are alone. */
export type Latency = {
  readonly p50: number;
  readonly p99: number;
  readonly aloneP50: number;
  readonly aloneP99: number;
  /** Seconds until those who came back had everything, on average. */
  readonly each: number;
};

/** How the value of a figure follows from a measurement. */
export type Unit = '/s of server CPU' | '/s' | 'KB each' | 'ms p99';

/** The figure of a run in its unit; larger is better except for "KB each" and "ms p99". */
export function valueOf(run: Measurement, unit: Unit): number {
  switch (unit) {
    case '/s of server CPU':
      return run.serverCpu > 0 ? run.amount / run.serverCpu : Number.NaN;
    case '/s':
      return run.seconds > 0 ? run.amount / run.seconds : Number.NaN;
    case 'ms p99':
      return run.latency?.p99 ?? Number.NaN;
    case 'KB each':
      return (run.kilobytes ?? Number.NaN) / run.amount;
  }
}
