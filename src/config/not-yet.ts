/**
 * Keys that are read and checked but do nothing in this version; a table stands for all its keys. Whoever builds a feature
 * removes its line here. An operator who sets one is told so at start and by `causeway check config`.
 */
export const notYet: readonly string[] = [
  'listen.federation',
  'listen.components',
  'history.longtext',
  'federation',
  'metrics',
  'backup',
];

const known: ReadonlySet<string> = new Set(notYet);

/** Does the key at `path` wait for its feature? */
export function isNotYet(path: readonly string[]): boolean {
  return path.some((_, index) => known.has(path.slice(0, index + 1).join('.')));
}
