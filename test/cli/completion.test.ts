import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';
import { commandLine } from './command-line.ts';

const hasBash = spawnSync('bash', ['-c', 'true']).status === 0;

test('bash completes verbs, what a verb takes, and files', { skip: !hasBash }, async () => {
  const { out } = await commandLine(['completion', 'bash'], { cwd: import.meta.dirname });
  /** What the shell would offer for the last word. */
  const offered = (...words: string[]) => {
    const script = `${out}\nCOMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _causeway; echo "\${COMPREPLY[*]}"`;
    return spawnSync('bash', ['-c', script, 'bash', ...words], {
      cwd: import.meta.dirname,
      encoding: 'utf8',
    }).stdout.trim();
  };
  assert.equal(offered('causeway', 'acc'), 'account');
  assert.equal(offered('causeway', 'account', 'rem'), 'remove');
  assert.match(offered('causeway', 'check', ''), /^config certs ports storage --config/);
  assert.equal(offered('causeway', 'account', 'add', 'alice', '--p'), '--password-file');
  assert.equal(offered('causeway', '--config', 'x.toml', 'acc'), 'account');
  assert.match(offered('causeway', 'run', '--config', 'comp'), /^completion\.test\.[jt]s/);
});
