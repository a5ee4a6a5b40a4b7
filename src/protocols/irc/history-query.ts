import type { MessageEvent } from '../../core/event.ts';
import type { Page, PageQuery } from '../../core/ports.ts';
import { isRefusal, type Refusal } from '../../core/refusal.ts';
import { firstIdAt, idBefore, isId, type Id } from '../../lib/id.ts';

type Read = (query: PageQuery) => Promise<Page | Refusal>;
type Messages = readonly MessageEvent[];

/** A CHATHISTORY that can be carried out (SEMANTICS 6.1). */
export interface HistoryQuery {
  readonly subcommand: string;
  readonly target: string;
  /** Asks for what it needs, in one page or two; gives the messages in order. */
  run(read: Read): Promise<Messages | Refusal>;
}

/** A CHATHISTORY TARGETS. */
export interface TargetsQuery {
  readonly from: Point;
  readonly to: Point;
  readonly limit: number;
}

/** What is wrong with a CHATHISTORY: code, context and text of its FAIL. */
export interface QueryProblem {
  readonly code: string;
  readonly context: readonly string[];
  readonly text: string;
}

/** A place in the history: messages are before it, after it, or (a message) at it. */
export interface Point {
  /** To be given as `before`. */
  readonly before: Id;
  /** To be given as `after`. */
  readonly after: Id;
}

type Plan = (points: readonly Point[], limit: number) => (read: Read) => Promise<Messages | Refusal>;

interface Subcommand {
  readonly points: 1 | 2;
  readonly mayBeStar?: true;
  readonly plan: Plan;
}

const one =
  (query: PageQuery) =>
  async (read: Read): Promise<Messages | Refusal> => {
    const page = await read(query);
    return isRefusal(page) ? page : page.messages;
  };

const subcommands: Readonly<Record<string, Subcommand>> = {
  LATEST: { points: 1, mayBeStar: true, plan: ([point], limit) => one({ after: point?.after, limit, fromEnd: true }) },
  BEFORE: { points: 1, plan: ([point], limit) => one({ before: point?.before, limit, fromEnd: true }) },
  AFTER: { points: 1, plan: ([point], limit) => one({ after: point?.after, limit, fromEnd: false }) },
  AROUND: {
    points: 1,
    plan:
      ([point], limit) =>
      (read) =>
        around(read, point as Point, limit),
  },
  BETWEEN: { points: 2, plan: ([a, b], limit) => between(a as Point, b as Point, limit) },
};

/** Reads `TARGETS <timestamp> <timestamp> <limit>`. */
export function readTargetsQuery(params: readonly string[], most: number): TargetsQuery | QueryProblem {
  if (params.length < 4) return problem('TARGETS', 'Insufficient parameters');
  const limit = Number(params[3]);
  if (!Number.isSafeInteger(limit) || limit < 1) return problem('TARGETS', 'Invalid limit');
  const [from, to] = [params[1] ?? '', params[2] ?? ''].map((text) =>
    text.startsWith('timestamp=') ? readPoint(text) : '',
  );
  if (typeof from !== 'object' || typeof to !== 'object') return problem('TARGETS', 'Invalid timestamp');
  return { from, to, limit: Math.min(limit, most) };
}

/** Reads the parameters. Limits above `most` are `most`. */
export function readQuery(params: readonly string[], most: number): HistoryQuery | QueryProblem {
  const subcommand = (params[0] ?? '').toUpperCase();
  const known = Object.hasOwn(subcommands, subcommand) ? subcommands[subcommand] : undefined;
  if (!known) return problem(subcommand, 'Unknown command');
  if (params.length < known.points + 3) return problem(subcommand, 'Insufficient parameters');
  if (params.length > known.points + 3) return problem(subcommand, 'Too many parameters');
  const target = params[1] as string;
  const limit = Number(params.at(-1));
  if (!Number.isSafeInteger(limit) || limit < 1) return problem(subcommand, 'Invalid limit');
  const points: Point[] = [];
  for (const reference of params.slice(2, -1)) {
    if (reference === '*' && known.mayBeStar) continue;
    const point = readPoint(reference);
    if (typeof point === 'string')
      return { code: point, context: [subcommand, target, reference], text: problems[point] };
    points.push(point);
  }
  return { subcommand, target, run: known.plan(points, Math.min(limit, most)) };
}

const problems = {
  INVALID_MSGREFTYPE: 'That is neither msgid= nor timestamp=',
  INVALID_PARAMS: 'Invalid timestamp',
  MESSAGE_ERROR: 'Messages could not be retrieved',
};

function problem(subcommand: string, text: string): QueryProblem {
  return { code: 'INVALID_PARAMS', context: [subcommand || '*'], text };
}

const TIMESTAMP = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,3})?Z$/;

function readPoint(reference: string): Point | keyof typeof problems {
  const equals = reference.indexOf('=');
  const value = reference.slice(equals + 1);
  switch (equals < 0 ? '' : reference.slice(0, equals)) {
    case 'msgid':
      return isId(value) ? { before: value, after: value } : 'MESSAGE_ERROR';
    case 'timestamp': {
      const at = TIMESTAMP.test(value) ? Date.parse(value) : NaN;
      // Ids carry their time, so a time is where the ids of its millisecond begin, and end.
      return Number.isNaN(at) ? 'INVALID_PARAMS' : { before: firstIdAt(at), after: firstIdAt(at + 1) };
    }
    default:
      return 'INVALID_MSGREFTYPE';
  }
}

/** Half before the point; from there on the rest, the message at the point among them. */
async function around(read: Read, point: Point, limit: number): Promise<Messages | Refusal> {
  const earlier = await read({ before: point.before, limit: Math.floor(limit / 2), fromEnd: true });
  if (isRefusal(earlier)) return earlier;
  const rest = await read({ after: idBefore(point.before), limit: limit - earlier.messages.length, fromEnd: false });
  return isRefusal(rest) ? rest : [...earlier.messages, ...rest.messages];
}

/** Counted from the first point, which may be the later one. */
function between(a: Point, b: Point, limit: number): (read: Read) => Promise<Messages | Refusal> {
  const isForward = a.before <= b.before;
  const [from, to] = isForward ? [a, b] : [b, a];
  return one({ after: from.after, before: to.before, limit, fromEnd: !isForward });
}
