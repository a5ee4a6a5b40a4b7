// npm run bench: builds what is missing and starts the benchmark. Node built-ins only.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));

function step(...args) {
  const { status } = spawnSync(process.execPath, args, { cwd: root, stdio: ['ignore', 2, 2] });
  if (status !== 0) process.exit(status ?? 1);
}

const asksOnly = process.argv.some((arg) => /^(-h|--help|--without-causeway|--program(=.*)?)$/.test(arg));
if (!existsSync(new URL('../node_modules', import.meta.url))) step('scripts/setup.mjs');
if (!asksOnly && !existsSync(new URL('../dist/cli.js', import.meta.url))) step('scripts/setup.mjs');

const child = spawn(process.execPath, ['--import', 'tsx', 'bench/main.ts', ...process.argv.slice(2)], {
  cwd: root,
  stdio: 'inherit',
});
// The benchmark ends its servers first; the terminal sends Ctrl-C to both of us.
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal));
child.on('exit', (code, signal) => process.exit(code ?? (signal === null ? 1 : 130)));
