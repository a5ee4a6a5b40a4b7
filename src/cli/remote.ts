import type { Command } from '../core/commands/command.ts';
import type { AdminContext } from '../core/commands/ports.ts';
import type { GivenArgs } from '../core/commands/param.ts';
import { exitCodes, failed } from '../core/commands/result.ts';
import type { Result } from '../core/commands/result.ts';
import { askServer, isServerThere } from './admin-client.ts';
import { chooseConfig, noConfig, refusedConfig } from './context.ts';
import type { CliContext, Verb } from './context.ts';
import type { Config } from '../config/schema.ts';

/** A command of the running server as a verb: the arguments travel over the admin socket. */
export function remoteVerb(command: Command<AdminContext>): Verb {
  return {
    ...command,
    call: async (context, given) => {
      const config = chosenConfig(context);
      if ('exit' in config) return config;
      return (await askServer(config.data, command.path, given as GivenArgs)) ?? notRunning(context, config);
    },
  };
}

/** Why a command for the running server need not even ask for its password; undefined where it may go on. */
export async function whyUnreachable(context: CliContext): Promise<Result | undefined> {
  const config = chosenConfig(context);
  if ('exit' in config) return config;
  return (await isServerThere(config.data)) ? undefined : notRunning(context, config);
}

/** The configuration, or the result that says why there is none. */
export function chosenConfig(context: CliContext): Config | Result {
  const chosen = chooseConfig(context);
  if (!chosen) return noConfig(context);
  return chosen.loaded.ok ? chosen.loaded.config : refusedConfig(chosen.loaded.problems);
}

export function notRunning({ self }: CliContext, { data }: Config): Result {
  const lines = [
    `no server is running on ${data}.`,
    `Start it with \`${self} start\`, or name its configuration with --config FILE.`,
  ];
  return failed('not-running', lines, exitCodes.notRunning);
}
