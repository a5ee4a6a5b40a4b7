import type { z } from 'zod';
import { describeConfig, findDescription, findHolder } from './describe.ts';
import { oneOf, tomlText } from './field.ts';
import { findNearest } from './nearest.ts';
import type { ConfigProblem } from './problem.ts';
import { findInTree } from './tree.ts';
import type { Tree } from './tree.ts';

/** Where a key was set: the file and line, or the variable that overrode it. */
export type Locate = (path: readonly PropertyKey[]) => Pick<ConfigProblem, 'source' | 'line'>;

/** What the schema refused, as problems for people. */
export function problemsOf(issues: readonly z.core.$ZodIssue[], tree: Tree, locate: Locate): readonly ConfigProblem[] {
  const problems = issues.flatMap((issue) => {
    if (issue.code === 'unrecognized_keys') {
      const holder = findHolder(issue.path);
      if (holder)
        return [
          wrongValue(
            holder.key.split('.').map((part, index) => named(part, issue.path[index])),
            tree,
            locate,
          ),
        ];
      return issue.keys.map((key) => unknownKey([...issue.path, key], tree, locate));
    }
    return [wrongValue(issue.path, tree, locate)];
  });
  // Two wrong items of one list are one problem each, but a union may name the same place twice.
  return problems.filter((problem, index) => problems.findIndex((other) => sameProblem(other, problem)) === index);
}

/** A key that the schema does not know, with the one that was probably meant. */
export function unknownKey(path: readonly PropertyKey[], tree: Tree, locate: Locate): ConfigProblem {
  const table = path.slice(0, -1).map(String);
  const siblings = keysIn(table);
  const key = path.map(String).join('.');
  const nearest = nearestKey(String(path.at(-1)), table, siblings);
  const allowed = nearest === undefined && siblings.length > 0 ? oneOf(siblings) : undefined;
  return { ...locate(path), key, what: 'unknown key', found: shown(findInTree(tree, path)), allowed, nearest };
}

/** The value at `path` is not of its key's kind. */
export function wrongValue(path: readonly PropertyKey[], tree: Tree, locate: Locate): ConfigProblem {
  const holder = findHolder(path);
  const found = holder?.secret ? undefined : shown(findInTree(tree, path));
  const isItem = holder !== undefined && path.length > holder.key.split('.').length;
  const allowed = holder
    ? ((isItem ? holder.item : undefined) ?? holder.allowed)
    : `a table with the keys ${keysIn(path.map(String)).join(', ')}`;
  return { ...locate(path), key: keyText(path), what: 'wrong value', found, allowed, nearest: undefined };
}

/** The best guess: a key of the same table, else one of the same name in another table, else one nearly so called anywhere. */
function nearestKey(name: string, table: readonly string[], siblings: readonly string[]): string | undefined {
  const sibling = findNearest(name, siblings);
  if (sibling !== undefined) return [...table, sibling].join('.');
  const everywhere = describeConfig().map(({ key }) => key);
  return (
    everywhere.find((key) => key.split('.').at(-1) === name) ?? findNearest([...table, name].join('.'), everywhere)
  );
}

/** The names that may stand in `table`. */
function keysIn(table: readonly string[]): readonly string[] {
  const names = describeConfig()
    .map(({ key }) => key.split('.'))
    .filter((parts) => parts.length > table.length)
    .filter((parts) => table.every((part, index) => parts[index] === part || parts[index]?.startsWith('<')))
    .map((parts) => parts[table.length] ?? '');
  return [...new Set(names)];
}

function named(part: string, given: PropertyKey | undefined): string {
  return given === undefined ? part : String(given);
}

/** `listen.irc[0]`, `opers.alice.password`. */
function keyText(path: readonly PropertyKey[]): string {
  const isItem =
    path.length > 1 && /^\d+$/.test(String(path.at(-1))) && findDescription(path.slice(0, -1)) !== undefined;
  return isItem ? `${path.slice(0, -1).map(String).join('.')}[${String(path.at(-1))}]` : path.map(String).join('.');
}

function shown(value: unknown): string | undefined {
  if (value === undefined) return undefined;
  const text = tomlText(value).replace(/[\x00-\x1f\x7f-\x9f]/g, '?');
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
}

function sameProblem(one: ConfigProblem, other: ConfigProblem): boolean {
  return one.key === other.key && one.what === other.what && one.line === other.line;
}
