import { flattenConfig } from './flatten.ts';
import { tomlText } from './field.ts';
import type { Locate } from './issues.ts';
import type { ConfigNote } from './problem.ts';
import type { Config } from './schema.ts';
import type { Tree } from './tree.ts';

/** What the operator set that does nothing yet, and what is fit for tests only. */
export function findNotes(tree: Tree, config: Config, locate: Locate): readonly ConfigNote[] {
  const waiting = flattenConfig(tree)
    .filter(({ value, description }) => !description.inEffect && tomlText(value) !== description.initial)
    .map(({ path }) => note('note', path, 'accepted, not yet in effect in this version'));
  return [
    ...waiting,
    ...plainPasswords(config).map((path) =>
      note('warning', path, 'a password in clear: for tests only (see `causeway genpasswd`)'),
    ),
  ];

  function note(grade: ConfigNote['grade'], path: readonly string[], text: string): ConfigNote {
    return { grade, ...locate(path), key: path.join('.'), text };
  }
}

function plainPasswords({ irc, opers }: Config): string[][] {
  const places = [{ path: ['irc', 'password'], password: irc.password }];
  for (const [name, oper] of Object.entries(opers))
    places.push({ path: ['opers', name, 'password'], password: oper.password });
  return places.filter(({ password }) => password.startsWith('plain:')).map(({ path }) => path);
}
