import { findInTree } from './tree.ts';

/** `after` with the values that `before` has under `keys` (dotted, none of them with a name that the operator chose). */
export function keepKeys<T extends object>(after: T, before: T, keys: readonly string[]): T {
  return keys.reduce((tree, key) => {
    const path = key.split('.');
    return withValue(tree, path, findInTree(before, path)) as T;
  }, after);
}

function withValue(tree: object, [part = '', ...rest]: readonly string[], value: unknown): object {
  const inner = (tree as Record<string, unknown>)[part];
  return { ...tree, [part]: rest.length === 0 ? value : withValue(inner as object, rest, value) };
}
