import { describeConfig, ANY_NAME } from './describe.ts';
import type { KeyDescription } from './describe.ts';
import { findInTree, isTree } from './tree.ts';

/** One key as it is set, with the part of the manual that describes it. */
export interface SetKey {
  readonly path: readonly string[];
  readonly value: unknown;
  readonly description: KeyDescription;
}

/** Every described key that has a value in `tree`, operator-chosen names filled in, in the order of the manual. */
export function flattenConfig(tree: unknown): readonly SetKey[] {
  return describeConfig().flatMap((description) =>
    expand(description.key.split('.'), tree).flatMap((path) => {
      const value = findInTree(tree, path);
      return value === undefined ? [] : [{ path, value, description }];
    }),
  );
}

function expand(parts: readonly string[], tree: unknown): readonly (readonly string[])[] {
  const at = parts.indexOf(ANY_NAME);
  if (at < 0) return [parts];
  const table = findInTree(tree, parts.slice(0, at));
  if (!isTree(table)) return [];
  return Object.keys(table).flatMap((name) => expand([...parts.slice(0, at), name, ...parts.slice(at + 1)], tree));
}
