import type { Measurement, Unit } from './measurement.ts';
import { spread } from './statistics.ts';

/** Above this share of its core the generator, not the server, may be what is measured. */
export const GENERATOR_LIMIT = 0.95;
/** Below this share of its core the server was waiting, so its CPU time says little about its limit. */
export const SERVER_LIMIT = 0.7;

/** Above this many ms at the 99th percentile while nothing goes on, delays are those of a machine that others use too. */
export const ALONE_LIMIT = 10;

/** Median shares of one core that server and generator used over the runs. */
export type Utilisation = { readonly server: number; readonly generator: number };

/** Median utilisation over the runs of a figure. */
export function utilisation(runs: readonly Measurement[]): Utilisation {
  return {
    server: spread(runs.map((run) => run.serverCpu / run.seconds)).median,
    generator: spread(runs.map((run) => run.generatorCpu / run.seconds)).median,
  };
}

/**
 * Why the runs of a figure say nothing about the server, or undefined when they do. Memory is always judged; a figure
 * per second of wall time only needs an idle generator.
 */
export function notJudged(runs: readonly Measurement[], unit: Unit): string | undefined {
  if (runs.length === 0) return 'no run';
  const lost = runs.find((run) => run.amount !== run.expected);
  if (lost !== undefined) return `not judged: ${lost.amount} of ${lost.expected} arrived`;
  if (unit === 'KB each') return undefined;
  if (unit === 'ms p99') {
    const alone = spread(runs.map(({ latency }) => latency?.aloneP99 ?? 0)).median;
    return alone > ALONE_LIMIT ? `not judged: alone p99 ${alone.toFixed(1)} ms` : undefined;
  }
  const used = utilisation(runs);
  if (used.generator > GENERATOR_LIMIT) return `not judged: generator ${used.generator.toFixed(2)} busy`;
  if (unit === '/s of server CPU' && used.server < SERVER_LIMIT)
    return `not judged: server ${used.server.toFixed(2)} busy`;
  return undefined;
}

/** Ours against theirs as "times better": medians divided so that more than 1 is better for us whatever the unit. */
export function ratio(ours: number, theirs: number, unit: Unit): number {
  if (!(ours > 0) || !(theirs > 0)) return Number.NaN;
  return unit === 'KB each' || unit === 'ms p99' ? theirs / ours : ours / theirs;
}
