import { parse } from 'smol-toml';
import { findDescription, describeConfig } from './describe.ts';
import { findNearest } from './nearest.ts';
import type { ConfigNote, ConfigProblem } from './problem.ts';
import { setInTree } from './tree.ts';
import type { Tree } from './tree.ts';

/** A process environment. */
export type Environment = Readonly<Record<string, string | undefined>>;

const PREFIX = 'CAUSEWAY_';
/** Our own variables that are not keys: those of the test suite and the benchmark. */
const OURS = /^CAUSEWAY_(TEST|BENCH)_/;

/** What the environment changed: dotted keys with the variable that set them. */
export interface Overrides {
  readonly variables: ReadonlyMap<string, string>;
  readonly problems: readonly ConfigProblem[];
  readonly notes: readonly ConfigNote[];
}

/** Applies `CAUSEWAY_LIMITS__SENDQ=4M` and the like to `tree`: lower case, two underscores for a dot. */
export function applyEnvironment(tree: Tree, env: Environment): Overrides {
  const variables = new Map<string, string>();
  const problems: ConfigProblem[] = [];
  const notes: ConfigNote[] = [];
  for (const [name, value] of Object.entries(env)) {
    if (!name.startsWith(PREFIX) || value === undefined || OURS.test(name)) continue;
    const path = name.slice(PREFIX.length).toLowerCase().split('__');
    const description = findDescription(path);
    if (description && setInTree(tree, path, readValue(value, path))) variables.set(path.join('.'), name);
    // With `__` it can only be meant for us; without, another program may own the name.
    else if (path.length > 1) problems.push(unknownVariable(name, path.join('.')));
    else
      notes.push({
        grade: 'note',
        source: name,
        line: undefined,
        key: '',
        text: 'no such key; the variable is ignored',
      });
  }
  return { variables, problems, notes };
}

/** A value without TOML's quotes: lists may be comma-separated, strings bare. */
function readValue(value: string, path: readonly string[]): unknown {
  const { initial = '', allowed = '' } = findDescription(path) ?? {};
  if (initial.startsWith('[')) {
    if (value.trim().startsWith('[')) return readToml(value);
    return value === '' ? [] : value.split(',').map((item) => item.trim());
  }
  const isText = initial.startsWith('"') || allowed.startsWith('a string') || !/^(true|false|\d|\{)/.test(initial);
  return isText ? value : readToml(value);
}

function readToml(value: string): unknown {
  try {
    return parse(`value = ${value}`).value;
  } catch {
    return value;
  }
}

function unknownVariable(name: string, key: string): ConfigProblem {
  const nearest = findNearest(
    key,
    describeConfig().map((description) => description.key),
  );
  const variable = nearest && `${PREFIX}${nearest.toUpperCase().replaceAll('.', '__')}`;
  return {
    source: name,
    line: undefined,
    key: '',
    what: `no key ${key}`,
    found: undefined,
    allowed: undefined,
    nearest: variable,
  };
}
