import { spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { defineCommand } from '../../core/commands/command.ts';
import { flag } from '../../core/commands/param.ts';
import { done, failed } from '../../core/commands/result.ts';
import type { Result } from '../../core/commands/result.ts';
import { chooseConfig, noConfig, refusedConfig } from '../context.ts';
import type { CliContext } from '../context.ts';
import { findRunningPid, prepareDataFolder } from '../data-folder.ts';
import { explainStart } from '../start-problem.ts';

/** What the detached server says outside its log: the banner, and why it did not start. */
const OUTPUT = 'causeway.out';

/** `causeway start`: the server in the background; returns when it is ready or has failed. */
export const start = defineCommand({
  path: 'start',
  summary: 'Run the server in the background, and return when it is ready',
  examples: ['start', 'start --config /etc/causeway/causeway.toml'],
  params: { trial: flag('as for run') },
  run: async (context: CliContext, args) => {
    const chosen = chooseConfig(context, args.trial ?? false);
    if (!chosen) return noConfig(context);
    if (!chosen.loaded.ok) return refusedConfig(chosen.loaded.problems);
    const { config } = chosen.loaded;
    try {
      prepareDataFolder(config.data);
    } catch (error) {
      return explainStart(error, config);
    }
    const running = findRunningPid(config.data);
    if (running !== undefined)
      return failed('already-running', [`a server is already running on ${config.data} (pid ${running})`]);
    const words = ['run', ...(chosen.path === undefined ? ['--trial'] : ['--config', chosen.path])];
    return detach(context, words, join(config.data, OUTPUT));
  },
});

async function detach(
  { terminal, entry, self }: CliContext,
  words: readonly string[],
  output: string,
): Promise<Result> {
  const file = openSync(output, 'w', 0o600);
  const child = spawn(process.execPath, [...process.execArgv, entry, ...words], {
    cwd: terminal.cwd,
    detached: true,
    env: terminal.env as NodeJS.ProcessEnv,
    stdio: ['ignore', file, file, 'ipc'],
  });
  closeSync(file);
  const outcome = await new Promise<'ready' | number>((resolve) => {
    child.once('message', () => resolve('ready'));
    child.once('exit', (code) => resolve(code ?? 1));
    child.once('error', () => resolve(1));
  });
  if (outcome !== 'ready') {
    const said = readFileSync(output, 'utf8').trim().split('\n').slice(-12);
    return failed('not-started', [...said, `The server did not start (exit code ${outcome}; ${output}).`]);
  }
  child.disconnect();
  child.unref();
  return done([`running, pid ${child.pid}. \`${self} status\` tells more; what it prints goes to ${output}`], {
    pid: child.pid ?? 0,
  });
}
