/** A parsed but unchecked document. */
export type Tree = { [key: string]: unknown };

export function isTree(value: unknown): value is Tree {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || prototype === Object.prototype;
}

/** The value at `path`, looking at own properties only: `__proto__` finds what the file says, never Object's. */
export function findInTree(tree: unknown, path: readonly PropertyKey[]): unknown {
  let value = tree;
  for (const part of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, part)) return undefined;
    value = (value as Record<PropertyKey, unknown>)[part];
  }
  return value;
}

/** Puts `value` at `path`, making tables on the way; false where something else than a table stands in the way. */
export function setInTree(tree: Tree, path: readonly string[], value: unknown): boolean {
  const [part, ...rest] = path;
  if (part === undefined) return false;
  if (rest.length === 0) {
    define(tree, part, value);
    return true;
  }
  if (!Object.hasOwn(tree, part)) define(tree, part, Object.create(null));
  const inner = tree[part];
  return isTree(inner) && setInTree(inner, rest, value);
}

/** The paths of keys that would reach into an object's prototype if anybody assigned them carelessly. */
export function hostilePaths(tree: unknown, path: readonly string[] = []): readonly (readonly string[])[] {
  if (Array.isArray(tree)) return tree.flatMap((item, index) => hostilePaths(item, [...path, String(index)]));
  if (!isTree(tree)) return [];
  return Object.keys(tree).flatMap((key) =>
    key === '__proto__' ? [[...path, key]] : hostilePaths(tree[key], [...path, key]),
  );
}

function define(tree: Tree, key: string, value: unknown): void {
  Object.defineProperty(tree, key, { value, writable: true, enumerable: true, configurable: true });
}
