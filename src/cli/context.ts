import { join, resolve } from 'node:path';
import { existsSync } from 'node:fs';
import type { Command } from '../core/commands/command.ts';
import { failed } from '../core/commands/result.ts';
import type { Result } from '../core/commands/result.ts';
import { findConfigFile } from '../config/find-file.ts';
import { loadConfig } from '../config/load.ts';
import type { Loaded } from '../config/load.ts';
import { formatProblem } from '../config/problem.ts';
import type { Config } from '../config/schema.ts';
import { TRIAL_DATA, trialConfig } from '../config/trial.ts';
import type { LoadProgram } from './running-server.ts';
import type { Terminal } from './terminal.ts';

/** What a verb of the command line may touch. */
export interface CliContext {
  readonly terminal: Terminal;
  /** `--config`, as given. */
  readonly configFlag: string | undefined;
  /** How this program is called, for hints: `causeway` or `node dist/cli.js`. */
  readonly self: string;
  /** The file that runs this program, for `start`. */
  readonly entry: string;
  readonly version: string;
  readonly load: LoadProgram;
}

/** A verb that runs in this process, server or no server. */
export type Verb = Command<CliContext>;

export interface ChosenConfig {
  readonly loaded: Loaded;
  /** Absolute; absent for a trial. */
  readonly path: string | undefined;
  readonly trial: boolean;
}

/**
 * The configuration a verb works with: `--config`, else the default files, else a trial's where one has run in this folder.
 * With `trial`, only this folder is looked at, and a trial is made where it has no file. Undefined: there is none.
 */
export function chooseConfig({ terminal, configFlag }: CliContext, trial = false): ChosenConfig | undefined {
  const { cwd, env } = terminal;
  const local = findConfigFile(cwd);
  const file = configFlag ?? (trial && local?.startsWith('/') ? undefined : local);
  if (file !== undefined) {
    const path = resolve(cwd, file);
    return { loaded: loadConfig(path, env), path, trial: false };
  }
  if (!trial && !existsSync(join(cwd, TRIAL_DATA))) return undefined;
  return { loaded: trialConfig(cwd, env), path: undefined, trial: true };
}

export function noConfig({ self }: CliContext): Result {
  return failed('no-config', [
    'there is no ./causeway.toml and no /etc/causeway/causeway.toml.',
    `Make one with \`${self} init example.org\`, name one with --config FILE, or try the server with \`${self} run --trial\`.`,
  ]);
}

/** The lines for a configuration that may not be used. */
export function refusedConfig(problems: Extract<Loaded, { ok: false }>['problems']): Result {
  const count = problems.length === 1 ? '1 problem' : `${problems.length} problems`;
  return failed('config-refused', [
    ...problems.map(formatProblem),
    `The configuration has ${count}; nothing was started or changed.`,
  ]);
}

/** The configuration, or the result that says why there is none. */
export function chosenConfig(context: CliContext): Config | Result {
  const chosen = chooseConfig(context);
  if (!chosen) return noConfig(context);
  return chosen.loaded.ok ? chosen.loaded.config : refusedConfig(chosen.loaded.problems);
}
