import type { Command } from '../core/commands/command.ts';
import type { AdminContext } from '../core/commands/ports.ts';
import type { GivenArgs } from '../core/commands/param.ts';
import { exitCodes, failed } from '../core/commands/result.ts';
import type { Result } from '../core/commands/result.ts';
import { askServer, isServerThere } from './admin-client.ts';
import { chooseConfig, noConfig, refusedConfig } from './context.ts';
import { findRunningPid } from './data-folder.ts';
import type { CliContext, Verb } from './context.ts';

/** A command of the running server as a verb: the arguments travel over the admin socket. */
export function remoteVerb(command: Command<AdminContext>): Verb {
  return {
    ...command,
    call: async (context, given) => {
      const place = serverData(context);
      if ('exit' in place) return place;
      return (await askServer(place.data, command.path, given as GivenArgs)) ?? notRunning(context, place.data);
    },
  };
}

/** Why a command for the running server need not even ask for its password; undefined where it may go on. */
export async function whyUnreachable(context: CliContext): Promise<Result | undefined> {
  const place = serverData(context);
  if ('exit' in place) return place;
  return (await isServerThere(place.data)) ? undefined : notRunning(context, place.data);
}

/** Where the server to talk to keeps its data. A file that was broken while it runs must not keep anybody from stopping it. */
export function serverData(context: CliContext): { readonly data: string } | Result {
  const chosen = chooseConfig(context);
  // Without a configuration nothing of ours can be running here.
  if (!chosen) return { ...noConfig(context), exit: exitCodes.notRunning };
  const { loaded } = chosen;
  if (loaded.ok) return { data: loaded.config.data };
  const { data } = loaded;
  return data !== undefined && findRunningPid(data) !== undefined ? { data } : refusedConfig(loaded.problems);
}

export function notRunning({ self }: CliContext, data: string): Result {
  const lines = [
    `no server is running on ${data}.`,
    `Start it with \`${self} start\`, or name its configuration with --config FILE.`,
  ];
  return failed('not-running', lines, exitCodes.notRunning);
}
