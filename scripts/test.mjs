// The test command. `npm test` runs everything; `npm test -- WORD…` only the test files whose path holds a word, without
// lint; `--no-lint` and `--lint` (lint only) say so outright. Begins with scripts/setup.mjs, which installs, builds and type-checks.
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import './setup.mjs';
import { checkRules } from './rules.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const flags = process.argv.slice(2).filter((arg) => arg.startsWith('--'));
const filters = process.argv.slice(2).filter((arg) => !arg.startsWith('--'));
const unknown = flags.find((flag) => flag !== '--lint' && flag !== '--no-lint');
if (unknown) stop(`unknown option ${unknown}; there are --lint and --no-lint`, 2);

const wantsLint = flags.includes('--lint') || (filters.length === 0 && !flags.includes('--no-lint'));
const failed = wantsLint ? lint() : [];
if (failed.length > 0) process.stdout.write(`\nlint failed: ${failed.join(', ')} (output above)\n\n`);
if (flags.includes('--lint')) process.exit(failed.length > 0 ? 1 : 0);
process.exitCode = test() || (failed.length > 0 ? 1 : 0);

/** Runs every lint step, one after the other; returns the names of those that failed. */
function lint() {
  const steps = {
    rules: () => report(checkRules(root)),
    prettier: () =>
      tool('prettier/bin/prettier.cjs', [
        '--check',
        '--log-level=warn',
        '--cache',
        '--cache-location=node_modules/.cache/causeway-prettier',
        '.',
      ]),
    'dependency-cruiser': () =>
      tool('dependency-cruiser/bin/dependency-cruise.mjs', ['src', '--config', '.dependency-cruiser.cjs']),
    eslint: () => tool('eslint/bin/eslint.js', ['--cache', '--cache-location', 'node_modules/.cache/eslint', '.']),
  };
  return Object.keys(steps).filter((name) => {
    const began = performance.now();
    const passed = steps[name]();
    process.stdout.write(
      `${passed ? 'ok  ' : 'FAIL'} ${name} (${((performance.now() - began) / 1000).toFixed(1)} s)\n`,
    );
    return !passed;
  });
}

function report(problems) {
  for (const problem of problems) process.stdout.write(`${problem}\n`);
  return problems.length === 0;
}

/** Runs a package's own program; what it says is shown only when it fails. */
function tool(path, args) {
  const result = spawnSync(process.execPath, [join('node_modules', path), ...args], {
    cwd: root,
    encoding: 'utf8',
    maxBuffer: 64 << 20,
  });
  if (result.status !== 0) process.stdout.write(`${result.stdout ?? ''}${result.stderr ?? ''}`);
  return result.status === 0;
}

/** Runs the compiled tests; returns the exit code. Node 20's --test has no globs, so the files are listed. */
function test() {
  const files = testFiles().filter((file) => filters.length === 0 || filters.some((word) => file.includes(word)));
  if (files.length === 0)
    stop(filters.length > 0 ? `no test file matches ${filters.join(', ')}` : 'no tests in build/test', 1);
  const concurrency = Math.max(2, availableParallelism());
  const options = [
    `--test-concurrency=${concurrency}`,
    '--test-timeout=120000',
    '--test-reporter=./scripts/test-reporter.mjs',
    '--enable-source-maps',
  ];
  const result = spawnSync(process.execPath, ['--test', ...options, ...files], { cwd: root, stdio: 'inherit' });
  return result.status ?? 1;
}

function testFiles() {
  const folder = join(root, 'build', 'test');
  return readdirSync(folder, { recursive: true })
    .filter((name) => name.endsWith('.test.js'))
    .map((name) => relative(root, join(folder, name)))
    .sort();
}

function stop(message, code) {
  process.stderr.write(`test: ${message}\n`);
  process.exit(code);
}
