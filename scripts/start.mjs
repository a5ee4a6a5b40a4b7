// The start command: makes the clone ready, then runs the server in this very process, so that signals reach it.
// Not a `prestart` script: npm leaves those out where `ignore-scripts` is set.
import { fileURLToPath } from 'node:url';
import './setup.mjs';

const program = new URL('../dist/cli.js', import.meta.url);
process.argv.splice(1, 1, fileURLToPath(program), 'run', '--trial');
await import(program.href);
