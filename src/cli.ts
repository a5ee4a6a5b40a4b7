#!/usr/bin/env node
import { basename, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runCommandLine } from './cli/program.ts';
import { processTerminal } from './cli/terminal.ts';
import { packageVersion } from './lib/package-root.ts';

const entry = fileURLToPath(import.meta.url);

/** How people called us, so that hints can be pasted. */
function self(): string {
  const called = process.argv[1] ?? '';
  return /^cli\.(js|ts)$/.test(basename(called)) ? `node ${relative(process.cwd(), called)}` : 'causeway';
}

/** A reader that went away (`causeway account list | head`) is no fault of ours. */
function ignoreBrokenPipe(stream: NodeJS.WriteStream): void {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });
}

ignoreBrokenPipe(process.stdout);
ignoreBrokenPipe(process.stderr);
try {
  const load = () => import('./main.ts'); // only for verbs that need it: it is most of the program
  const base = { terminal: processTerminal(), self: self(), entry, version: packageVersion(), load };
  process.exitCode = await runCommandLine(base, process.argv.slice(2));
} catch (error) {
  process.stderr.write(
    `causeway: this is a bug, please report it: ${error instanceof Error ? error.stack : String(error)}\n`,
  );
  process.exitCode = 1;
}
