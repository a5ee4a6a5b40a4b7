import type { Campaign } from './campaign.ts';
import { checkHistory, invariants, type Invariant, type Violation } from './check-history.ts';
import type { Archive, Entry } from './operations-log.ts';

/** A fault that was injected, and how long it took to get over it. */
export interface Fault {
  readonly kind: string;
  /** Operations that had no answer when it came. */
  readonly waiting: number;
  /** Milliseconds until the first success of something sent after it was over. */
  readonly recovered: number;
}

/** Ends the load, reads what is there, checks the history, and prints the table. */
export async function judge(
  campaign: Campaign,
  faults: readonly Fault[],
  planned: { faults: number; acknowledged: number },
): Promise<void> {
  const { recorder, report, say } = campaign;
  await campaign.quiet();
  let archives: Archive[] = [];
  const isRead = await report.check('the archives can be read by CHATHISTORY, MAM and SQL', async () => {
    archives = await campaign.readArchives();
  });
  if (!isRead) return;
  const violations = checkHistory({ entries: recorder.entries, archives });
  for (const [invariant, text] of Object.entries(invariants) as [Invariant, string][]) {
    await report.check(`${invariant}: ${text}`, () => failOn(violations.filter((one) => one.invariant === invariant)));
  }
  const acknowledged = recorder.count('ack');
  await report.check(`the run was strong: ${planned.faults} faults, ${planned.acknowledged} acknowledged`, () => {
    const overlapped = faults.filter(({ waiting }) => waiting > 0).length;
    if (faults.length < planned.faults) throw new Error(`only ${faults.length} faults`);
    if (acknowledged < planned.acknowledged) throw new Error(`only ${acknowledged} acknowledged`);
    if (overlapped * 2 < faults.length) throw new Error(`only ${overlapped} faults met operations on their way`);
  });
  for (const line of table(campaign, faults, { archives, violations })) say(line);
}

function failOn(violations: readonly Violation[]): void {
  if (violations.length === 0) return;
  const shown = violations.slice(0, 10).map(({ text }) => text);
  throw new Error(`${violations.length} times:\n${shown.join('\n')}`);
}

interface Found {
  readonly archives: readonly Archive[];
  readonly violations: readonly Violation[];
}

/** RELIABILITY 4, "Report per campaign". */
function table({ recorder }: Campaign, faults: readonly Fault[], { archives, violations }: Found): string[] {
  const count = (...kinds: Invariant[]): number =>
    violations.filter(({ invariant }) => kinds.includes(invariant)).length;
  const inArchive = archives
    .filter(({ source }) => source === 'sql')
    .reduce((sum, { messages }) => sum + messages.length, 0);
  const rows: [string, string][] = [
    ...kinds(faults).map(([kind, of]): [string, string] => [`faults: ${kind}`, describe(of)]),
    ['messages sent', `${recorder.count('send')}, and ${recorder.count('retry')} again`],
    ['acknowledged', String(recorder.count('ack'))],
    ['refused', `${recorder.count('nack')}${refusals(recorder)}`],
    [
      'outcome unknown',
      `${recorder.count('unknown')}, of them in the archive: ${unknownFound(recorder.entries, archives)}`,
    ],
    ['in the archive', `${inArchive}, read in ${new Set(archives.map(({ source }) => source)).size} ways`],
    ['deliveries checked', String(recorder.count('received'))],
    ['lost', String(count('I1'))],
    ['duplicates', String(count('I2'))],
    ['order violations', String(count('I6', 'I7', 'I12'))],
    ['wrong deliveries', String(count('I5', 'I8', 'I9'))],
    ['false refusals, ghosts', String(count('I3', 'I4'))],
    ['leaks', String(count('I10'))],
    ['longest without an acknowledgement', `${Math.round(recorder.longestSilence())} ms`],
  ];
  const width = Math.max(...rows.map(([name]) => name.length));
  const bound = faults.length === 0 ? 100 : Math.min(100, 300 / faults.length);
  return [
    '',
    ...rows.map(([name, value]) => `${name.padEnd(width)}  ${value}`),
    `With ${count('I1')} losses in ${faults.length} faults the chance of a loss per fault is at most about ${bound.toFixed(1)} % (3/n, 95 %).`,
    '',
  ];
}

function kinds(faults: readonly Fault[]): [string, readonly Fault[]][] {
  const names = [...new Set(faults.map(({ kind }) => kind))];
  return names.map((name) => [name, faults.filter(({ kind }) => kind === name)]);
}

function describe(faults: readonly Fault[]): string {
  const times = faults.map(({ recovered }) => recovered).sort((a, b) => a - b);
  const at = (share: number): number =>
    Math.round(times[Math.min(times.length - 1, Math.floor(times.length * share))] ?? 0);
  const waiting = faults.reduce((sum, fault) => sum + fault.waiting, 0);
  return `${faults.length}, ${waiting} messages on their way; first success after ms p50 ${at(0.5)}, p99 ${at(0.99)}, max ${at(1)}`;
}

function refusals({ refusals }: Campaign['recorder']): string {
  const parts = [...refusals].map(([code, times]) => `${times} ${code}`);
  return parts.length === 0 ? '' : ` (${parts.join('; ')})`;
}

function unknownFound(entries: readonly Entry[], archives: readonly Archive[]): number {
  const keys = new Set(archives.flatMap(({ messages }) => messages.map(({ key }) => key)));
  const unknown = new Set(entries.flatMap((entry) => (entry.type === 'unknown' ? [entry.op] : [])));
  return entries.filter((entry) => entry.type === 'send' && unknown.has(entry.op) && keys.has(entry.key)).length;
}
