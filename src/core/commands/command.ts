import { readArgs } from './param.ts';
import type { ArgsOf, Params } from './param.ts';
import { usage } from './result.ts';
import type { Result } from './result.ts';

/**
 * One command of the one table that feeds the command line, the admin socket, the IRC services, XMPP ad-hoc commands and the HTTP API.
 * `Context` is what it may touch.
 */
export interface Command<Context> {
  /** Words that name it: `account add`. */
  readonly path: string;
  /** Older or shorter names that people try: `adduser`. */
  readonly aliases: readonly string[];
  /** One line, without a full stop. */
  readonly summary: string;
  /** Two command lines, each shown after `causeway `. */
  readonly examples: readonly [string, string];
  readonly params: Params;
  /** Checks the arguments, then runs. A refusal is a result; a throw is a bug. */
  call(context: Context, given: Readonly<Record<string, unknown>>): Promise<Result>;
}

/** A command as it is written: `run` gets the arguments in the types of `params`. */
export interface CommandDefinition<Context, P extends Params> {
  readonly path: string;
  readonly aliases?: readonly string[];
  readonly summary: string;
  readonly examples: readonly [string, string];
  readonly params: P;
  run(context: Context, args: ArgsOf<P>): Promise<Result>;
}

export function defineCommand<Context, P extends Params>(definition: CommandDefinition<Context, P>): Command<Context> {
  const { path, aliases = [], summary, examples, params } = definition;
  return {
    path,
    aliases,
    summary,
    examples,
    params,
    call: async (context, given) => {
      const args = readArgs(params, given);
      return typeof args === 'string' ? usage(`${path}: ${args}`) : definition.run(context, args);
    },
  };
}

/** The command called `path`, by its name or an alias. */
export function findCommand<Context>(table: readonly Command<Context>[], path: string): Command<Context> | undefined {
  return table.find((command) => command.path === path || command.aliases.includes(path));
}
