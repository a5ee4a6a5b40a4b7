// The shape of the house, as far as a short script can see it: file sizes, names, exports. The import law is dependency-cruiser's.
import { readFileSync, readdirSync } from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const MAX_LINES = 300;

/** Files that may pass the wall, each with its reason. */
const LONG_FILES = {};

/** The two tables that list one small file per verb or extension: not barrels, as nothing is passed on. */
const TABLES = /^src\/protocols\/(irc\/commands|xmpp\/features)\/index\.ts$/;

const WEAK_NAMES = /(^|-)(utils?|helpers?|common|manager|misc)(-|$)/;

/** The problems of one source file, as lines for people. `path` is relative to the repository. */
export function problemsOf(path, text, longFiles = LONG_FILES) {
  const problems = [];
  const lines = text.split('\n').length - (text.endsWith('\n') ? 1 : 0);
  if (path.startsWith('src/') && lines > MAX_LINES && !(path in longFiles)) {
    problems.push(
      `${path}: ${lines} lines; ${MAX_LINES} is the wall (split it, or name it with a reason in scripts/rules.mjs)`,
    );
  }
  if (basename(path) === 'index.ts' && !TABLES.test(path))
    problems.push(`${path}: barrels hide where things are; name the file after its export`);
  if (/^export default\b/m.test(text)) problems.push(`${path}: named exports only`);
  for (const part of path.replace(/(\.test)?\.ts$/, '').split('/')) {
    if (WEAK_NAMES.test(part))
      problems.push(`${path}: "${part}" says nothing; name it after the noun or verb it holds`);
  }
  return problems;
}

/** Every problem of the repository at `root`. */
export function checkRules(root) {
  const files = ['src', 'test', 'bench'].flatMap((folder) => sourcesIn(join(root, folder)));
  const problems = files.flatMap((file) =>
    problemsOf(relative(root, file).split('\\').join('/'), readFileSync(file, 'utf8')),
  );
  const stale = Object.keys(LONG_FILES).filter((path) => !files.includes(join(root, path)));
  return [
    ...problems,
    ...stale.map((path) => `scripts/rules.mjs: the exception for ${path} is for a file that is gone`),
  ];
}

function sourcesIn(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const problems = checkRules(join(dirname(fileURLToPath(import.meta.url)), '..'));
  for (const problem of problems) process.stdout.write(`${problem}\n`);
  process.exitCode = problems.length > 0 ? 1 : 0;
}
