import { type Goal, goals } from './goals.ts';
import { type Latency, type Measurement, type Unit, valueOf } from './measurement.ts';
import { type Spread, spread } from './statistics.ts';
import { formatNumber, formatTable } from './table.ts';
import { notJudged, ratio, utilisation } from './verdict.ts';

/** All runs of one figure against one server; `failure` says why there are none, or fewer than wanted. */
export type Result = {
  readonly figure: string;
  readonly title: string;
  readonly unit: Unit;
  readonly server: string;
  readonly runs: readonly Measurement[];
  readonly failure: string | undefined;
};

/** One line of the table of ratios; more than 1 is better for us, except against `limit`, which is a plain figure. */
export type RatioLine = Goal & { readonly value: number; readonly note: string };

/** Our name in results. */
export const OURS = 'causeway';

/** Spread of the values of a result, in its unit. */
export function valuesOf(result: Result): Spread | undefined {
  const values = result.runs.map((run) => valueOf(run, result.unit)).filter(Number.isFinite);
  return values.length === 0 ? undefined : spread(values);
}

/** Why a result is not to be compared, or ''. */
export function noteOf(result: Result): string {
  return result.failure ?? notJudged(result.runs, result.unit) ?? '';
}

/** The table of figures. */
export function figureTable(results: readonly Result[]): string {
  const header = [
    'figure',
    'server',
    'min',
    'median',
    'max',
    'unit',
    'wall/s',
    'server',
    'database',
    'generator',
    'note',
  ];
  const right = 'right' as const;
  const align = ['left', 'left', right, right, right, 'left', right, right, right, right, 'left'] as const;
  return formatTable(header, results.map(figureRow), align);
}

function figureRow(result: Result): string[] {
  const values = valuesOf(result);
  const numbers = values === undefined ? ['-', '-', '-'] : [values.min, values.median, values.max].map(formatNumber);
  return [
    result.title,
    result.server,
    ...numbers,
    result.unit,
    ...used(result),
    [noteOf(result), besideOf(result)].filter(Boolean).join('; '),
  ];
}

// Medians of what else a figure of delays has to say.
function besideOf({ runs }: Result): string {
  const delays = runs.flatMap(({ latency }) => latency ?? []);
  if (delays.length === 0) return '';
  const middle = (of: (each: Latency) => number): string => formatNumber(spread(delays.map(of)).median);
  const alone = `alone p50 ${middle((each) => each.aloneP50)}, p99 ${middle((each) => each.aloneP99)}`;
  return `p50 ${middle((each) => each.p50)}; ${alone}; caught up in ${middle((each) => each.each)} s`;
}

// Deliveries a second of wall time, and shares of a core.
function used({ runs, unit }: Result): string[] {
  if (runs.length === 0 || unit === 'KB each') return ['', '', '', ''];
  const shares = utilisation(runs);
  const wall = spread(runs.map((run) => run.amount / run.seconds)).median;
  const database = spread(runs.map((run) => run.databaseCpu / run.seconds)).median;
  return [formatNumber(wall), ...[shares.server, database, shares.generator].map((share) => share.toFixed(2))];
}

/** Ratios of our results to everything they can be compared with: goals first, then the other pairs. */
export function ratioLines(results: readonly Result[]): RatioLine[] {
  const ours = new Map(results.filter(({ server }) => server === OURS).map((result) => [result.figure, result]));
  const others = results.filter(({ server, figure }) => server !== OURS && ours.has(figure));
  const known = new Set(goals.map((goal) => `${goal.figure} ${goal.against}`));
  const plain = others.map(({ figure, server }): Goal => ({ figure, against: server }));
  const wanted = [...goals, ...plain.filter((goal) => !known.has(`${goal.figure} ${goal.against}`))];
  return wanted.flatMap((goal) => ratioLine(goal, ours, others) ?? []);
}

function ratioLine(goal: Goal, ours: ReadonlyMap<string, Result>, others: readonly Result[]): RatioLine | undefined {
  const own = ours.get(goal.figure);
  const median = own && valuesOf(own)?.median;
  if (own === undefined || median === undefined) return undefined;
  if (goal.against === 'limit') return { ...goal, value: median, note: noteOf(own) };
  if (goal.against === 'bare') {
    const shares = own.runs.map((run) => run.amount / run.seconds / (run.bare ?? Number.NaN)).filter(Number.isFinite);
    return shares.length === 0 ? undefined : { ...goal, value: spread(shares).median, note: noteOf(own) };
  }
  const other = ours.get(goal.against) ?? others.find((r) => r.figure === goal.figure && r.server === goal.against);
  const theirs = other && valuesOf(other)?.median;
  if (other === undefined || theirs === undefined) return undefined;
  const note = noteOf(own) || (noteOf(other) && `${other.server}: ${noteOf(other)}`);
  return { ...goal, value: ratio(median, theirs, own.unit), note };
}

/** The table of ratios, or '' when there is nothing to compare. */
export function ratioTable(lines: readonly RatioLine[]): string {
  if (lines.length === 0) return '';
  const number = (value: number | undefined): string => (value === undefined ? '' : formatNumber(value));
  const rows = lines.map((line) => {
    const against = line.against === 'limit' ? '(at most)' : line.against;
    return [line.figure, against, number(line.value), number(line.floor), number(line.goal), line.note];
  });
  const right = 'right' as const;
  return formatTable(['causeway', 'against', 'ratio', 'floor', 'goal', 'note'], rows, [
    'left',
    'left',
    right,
    right,
    right,
    'left',
  ]);
}
