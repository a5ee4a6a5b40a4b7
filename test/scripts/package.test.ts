import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { packageRoot } from '../../src/lib/package-root.ts';

test('no command relies on a pre or post script: npm leaves those out where ignore-scripts is set', () => {
  const { scripts } = JSON.parse(readFileSync(join(packageRoot(), 'package.json'), 'utf8')) as {
    scripts: Record<string, string>;
  };
  const hooks = Object.keys(scripts).filter(
    (name) => /^(pre|post)/.test(name) && name.replace(/^(pre|post)/, '') in scripts,
  );
  assert.deepEqual(hooks, []);
  for (const name of ['start', 'test']) {
    const [, file = ''] = /^node (scripts\/\w+\.mjs)$/.exec(scripts[name] ?? '') ?? [];
    assert.match(readFileSync(join(packageRoot(), file), 'utf8'), /^import '\.\/setup\.mjs';$/m, name);
  }
});
