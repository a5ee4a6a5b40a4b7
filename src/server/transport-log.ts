import type { Log } from '../lib/log.ts';
import type { Report, TransportReport } from '../transport/report.ts';

/** Entries of one kind that are logged each minute; the rest are counted (RELIABILITY L-17). */
const MOST_PER_MINUTE = 20;

/** Writes the transport's reports into the log, sampled, so that an attack does not fill the disk. */
export function transportLog(log: Log, now: () => number): Report {
  const seen = new Map<TransportReport['kind'], { since: number; count: number }>();
  return (report) => {
    let kind = seen.get(report.kind);
    if (!kind || now() - kind.since > 60_000) {
      if (kind && kind.count > MOST_PER_MINUTE) {
        log.warn({ kind: report.kind, more: kind.count - MOST_PER_MINUTE }, 'transport: more of these were not logged');
      }
      seen.set(report.kind, (kind = { since: now(), count: 0 }));
    }
    if (++kind.count > MOST_PER_MINUTE) return;
    if (report.kind === 'bug') log.error({ ...report, error: undefined, err: report.error }, 'transport: bug');
    else log.warn({ ...report }, `transport: ${report.kind}`);
  };
}
