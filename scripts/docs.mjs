// Writes the pages that are made from the code: docs/configuration.md. Run scripts/setup.mjs first.
import { writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { configManual } from '../dist/config/manual.js';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
writeFileSync(join(root, 'docs', 'configuration.md'), configManual());
