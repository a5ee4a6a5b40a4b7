import type { Config } from '../../config/schema.ts';
import { defineCommand } from '../../core/commands/command.ts';
import { done } from '../../core/commands/result.ts';
import type { Result } from '../../core/commands/result.ts';
import { openLog } from '../../lib/log.ts';
import { chosenConfig } from '../context.ts';
import type { CliContext } from '../context.ts';
import { prepareDataFolder } from '../data-folder.ts';
import type { DatabaseAdmin } from '../running-server.ts';
import { explainStart } from '../start-problem.ts';

const migrate = defineCommand({
  path: 'db migrate',
  summary: 'Bring the database to the form this version needs (the server does it at start, too)',
  examples: ['db migrate', 'db migrate --config /etc/causeway/causeway.toml'],
  params: {},
  run: (context: CliContext) =>
    withDatabase(context, async (database) => {
      const names = await database.migrate();
      return done(names.length > 0 ? names.map((name) => `migrated ${name}`) : ['nothing to do'], { migrated: names });
    }),
});

const status = defineCommand({
  path: 'db status',
  summary: 'Show the database and the migrations done and to do',
  examples: ['db status', 'db status --json'],
  params: {},
  run: (context: CliContext) =>
    withDatabase(context, async (database) => {
      const { kind, version, applied, pending } = await database.status();
      const lines = [`database   ${kind}, ${version}`, `migrations ${applied.length} done, ${pending.length} to do`];
      return done([...lines, ...pending.map((name) => `to do      ${name}`)], { kind, version, applied, pending });
    }),
});

/** `db …`. */
export const databaseVerbs = [migrate, status];

async function withDatabase(context: CliContext, act: (database: DatabaseAdmin) => Promise<Result>): Promise<Result> {
  const config = chosenConfig(context);
  if ('exit' in config) return config;
  let database: DatabaseAdmin | undefined;
  try {
    database = await openConfigured(context, config);
    return await act(database);
  } catch (error) {
    return explainStart(error, config);
  } finally {
    await database?.close();
  }
}

async function openConfigured(context: CliContext, config: Config): Promise<DatabaseAdmin> {
  prepareDataFolder(config.data);
  const program = await context.load();
  return program.openDatabase(config, openLog({ ...config.log, level: 'warn', file: '-' }));
}
