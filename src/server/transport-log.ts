import type { Log } from '../lib/log.ts';
import { createSampler } from '../lib/sampled-log.ts';
import type { TransportReport } from '../transport/report.ts';

/** Writes the transport's reports into the log, sampled, so that an attack does not fill the disk (RELIABILITY L-17). */
export function transportLog(log: Log, now: () => number): (report: TransportReport) => void {
  const isShown = createSampler(now);
  return (report) => {
    const { kind } = report;
    const missed = (more: number): void => log.warn({ kind, more }, 'transport: more of these were not logged');
    if (!isShown(kind, missed)) return;
    if (report.kind === 'bug') log.error({ ...report, error: undefined, err: report.error }, 'transport: bug');
    else log.warn({ ...report }, `transport: ${kind}`);
  };
}
