import { NS } from './namespaces.ts';
import { childOf, textOf, xml, type Element } from './stanza.ts';

/** What part of a long list is asked for (XEP-0059 2). */
export interface ResultSetRequest {
  /** Undefined where the asker leaves it to us. */
  readonly max: number | undefined;
  readonly after: string | undefined;
  /** An empty string asks for the last page. */
  readonly before: string | undefined;
}

/** The `<set/>` in `parent`, or what its absence means. Undefined where it is no set: `bad-request`. */
export function readResultSet(parent: Element): ResultSetRequest | undefined {
  const set = childOf(parent, 'set', NS.rsm);
  if (!set) return { max: undefined, after: undefined, before: undefined };
  const max = textOf(set, 'max', NS.rsm)?.trim();
  if (max !== undefined && !/^\d{1,9}$/.test(max)) return undefined;
  return {
    max: max === undefined ? undefined : Number(max),
    after: textOf(set, 'after', NS.rsm),
    before: textOf(set, 'before', NS.rsm),
  };
}

/** The `<set/>` of an answer. Without items there is no first and last (XEP-0059 2.1). */
export function resultSet(answer: { first?: string; last?: string; index?: number; count?: number }): Element {
  const { first, last, index, count } = answer;
  return xml(
    'set',
    { xmlns: NS.rsm },
    first === undefined ? undefined : xml('first', { index: index?.toString() }, first),
    last === undefined ? undefined : xml('last', {}, last),
    count === undefined ? undefined : xml('count', {}, String(count)),
  );
}

/** The asked part of a list that is all at hand. `undefined` where `after` or `before` names nothing: `item-not-found`. */
export function pageOf<Item>(
  all: readonly Item[],
  keyOf: (item: Item) => string,
  { max, after, before }: ResultSetRequest,
  most: number,
): { items: readonly Item[]; set: Element } | undefined {
  const limit = Math.min(max ?? most, most);
  const find = (key: string) => all.findIndex((item) => keyOf(item) === key);
  const start = after === undefined ? 0 : find(after) + 1;
  const end = before === undefined || before === '' ? all.length : find(before);
  if (end < 0 || (after !== undefined && start === 0)) return undefined;
  const from = before === undefined ? start : Math.max(start, end - limit);
  const items = all.slice(from, Math.min(end, from + limit));
  const [first, last] = [items[0], items.at(-1)];
  const ends = first !== undefined && last !== undefined && { first: keyOf(first), last: keyOf(last), index: from };
  return { items, set: resultSet({ ...ends, count: all.length }) };
}
