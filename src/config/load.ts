import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { parse, TomlError } from 'smol-toml';
import { findClashes } from './combinations.ts';
import { findDescription } from './describe.ts';
import { applyEnvironment } from './environment.ts';
import type { Environment } from './environment.ts';
import { problemsOf, unknownKey } from './issues.ts';
import type { Locate } from './issues.ts';
import { findLine, keyLines } from './key-lines.ts';
import { findNotes } from './notes.ts';
import type { ConfigNote, ConfigProblem } from './problem.ts';
import { resolveConfig } from './resolve.ts';
import { configSchema } from './schema.ts';
import type { Config } from './schema.ts';
import { hostilePaths } from './tree.ts';
import type { Tree } from './tree.ts';

/** A configuration that may be used, or every reason why not. */
export type Loaded =
  | { readonly ok: true; readonly config: Config; readonly notes: readonly ConfigNote[] }
  | {
      readonly ok: false;
      readonly problems: readonly ConfigProblem[];
      /** The data directory all the same, where it can be told: a server that runs there can still be reached. */
      readonly data: string | undefined;
    };

/** A configuration before it is checked. */
export interface ConfigSource {
  /** What messages call it: the path as the operator gave it. */
  readonly name: string;
  /** TOML. */
  readonly text: string;
  /** Where relative paths start. */
  readonly folder: string;
}

/** Reads and checks a file. Never throws for what an operator can cause. */
export function loadConfig(path: string, env: Environment): Loaded {
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(readFileSync(path));
  } catch (error) {
    const what =
      error instanceof TypeError ? 'the file is not UTF-8' : `cannot read the file: ${(error as Error).message}`;
    return { ok: false, data: undefined, problems: [problem({ source: path, line: undefined }, '', what)] };
  }
  return readConfig({ name: path, text, folder: dirname(resolve(path)) }, env);
}

/** Checks a configuration text with the environment's overrides. */
export function readConfig(source: ConfigSource, env: Environment): Loaded {
  let tree: Tree;
  try {
    tree = parse(source.text);
  } catch (error) {
    if (!(error instanceof TomlError)) throw error;
    const what = `not TOML: ${(error.message.split('\n')[0] ?? '').replace('Invalid TOML document: ', '')} (column ${error.column})`;
    return { ok: false, data: undefined, problems: [problem({ source: source.name, line: error.line }, '', what)] };
  }
  return checkTree(tree, source, env);
}

function checkTree(tree: Tree, source: ConfigSource, env: Environment): Loaded {
  const lines = keyLines(source.text);
  const overrides = applyEnvironment(tree, env);
  const locate: Locate = (path) => {
    const variable =
      overrides.variables.get(path.map(String).join('.')) ??
      overrides.variables.get(path.slice(0, -1).map(String).join('.'));
    return variable ? { source: variable, line: undefined } : { source: source.name, line: findLine(lines, path) };
  };
  const hostile = hostilePaths(tree).map((path) => unknownKey(path, tree, locate));
  const checked = configSchema.safeParse(tree);
  const issues = checked.success ? [] : problemsOf(checked.error.issues, tree, locate);
  // A record drops such a key in silence, a table calls it unknown already.
  const unsaid = hostile.filter(({ key }) => !issues.some((issue) => issue.key === key));
  const problems = [...overrides.problems, ...unsaid, ...issues];
  if (!checked.success || problems.length > 0) return { ok: false, problems, data: dataOf(tree, source) };
  const config = resolveConfig(checked.data, source.folder);
  const clashes = findClashes(config).map(({ path, what, allowed }) => ({
    ...problem(locate(path), path.join('.'), what),
    allowed,
  }));
  if (clashes.length > 0) return { ok: false, problems: clashes, data: config.data };
  return { ok: true, config, notes: [...overrides.notes, ...findNotes(tree, config, locate)] };
}

function dataOf(tree: Tree, { folder }: ConfigSource): string | undefined {
  const data = Object.hasOwn(tree, 'data') ? tree.data : findDescription(['data'])?.initial.slice(1, -1);
  return typeof data === 'string' && !data.includes('\0') ? resolve(folder, data) : undefined;
}

function problem(place: Pick<ConfigProblem, 'source' | 'line'>, key: string, what: string): ConfigProblem {
  return { ...place, key, what, found: undefined, allowed: undefined, nearest: undefined };
}
