import { flag } from '../../core/commands/param.ts';
import { defineCommand } from '../../core/commands/command.ts';
import { adminCommands } from '../../core/commands/table.ts';
import type { AdminContext } from '../../core/commands/ports.ts';
import { done, failed } from '../../core/commands/result.ts';
import type { Result } from '../../core/commands/result.ts';
import type { ConfigNote } from '../../config/problem.ts';
import type { Config } from '../../config/schema.ts';
import { openLog } from '../../lib/log.ts';
import type { ProcessLog } from '../../lib/log.ts';
import { openAdminServer } from '../admin-server.ts';
import { bannerLines } from '../banner.ts';
import { chooseConfig, noConfig, refusedConfig } from '../context.ts';
import type { ChosenConfig, CliContext } from '../context.ts';
import { claimDataFolder, prepareDataFolder, releaseDataFolder } from '../data-folder.ts';
import { createReload } from '../reload.ts';
import { logNotes } from '../log-notes.ts';
import type { RunningServer } from '../running-server.ts';
import { StartProblem } from '../running-server.ts';
import { onSignals } from '../signals.ts';
import { explainStart } from '../start-problem.ts';
import { sayLines } from '../terminal.ts';
import { ensureTrialCertificate } from '../trial-certificate.ts';

/** `causeway run`: the server in the foreground, until it is told to stop. */
export const run = defineCommand({
  path: 'run',
  summary: 'Run the server in the foreground (systemd, containers)',
  examples: ['run', 'run --trial'],
  params: {
    trial: flag('without ./causeway.toml: a server for localhost with open registration, data in ./causeway-data'),
  },
  run: async (context: CliContext, args) => {
    const chosen = chooseConfig(context, args.trial ?? false);
    if (!chosen) return noConfig(context);
    if (!chosen.loaded.ok) return refusedConfig(chosen.loaded.problems);
    const { config, notes } = chosen.loaded;
    try {
      prepareDataFolder(config.data);
      claimDataFolder(config.data);
    } catch (error) {
      return explainStart(error, config);
    }
    try {
      return await serveUntilStopped(context, chosen, config, notes);
    } finally {
      releaseDataFolder(config.data);
    }
  },
});

async function serveUntilStopped(
  context: CliContext,
  chosen: ChosenConfig,
  config: Config,
  notes: readonly ConfigNote[],
): Promise<Result> {
  let server: RunningServer;
  let log: ProcessLog;
  try {
    log = openServerLog(config);
    logNotes(log, notes);
    if (chosen.trial) await ensureTrialCertificate(config);
    const program = await context.load();
    server = await program.serve({ config, log, trial: chosen.trial });
  } catch (error) {
    return explainStart(error, config);
  }
  return attendServer(context, chosen, { server, log, config });
}

interface Started {
  readonly server: RunningServer;
  readonly log: ProcessLog;
  readonly config: Config;
}

/** Takes commands and signals until the server has ended. */
async function attendServer(
  context: CliContext,
  chosen: ChosenConfig,
  { server, log, config }: Started,
): Promise<Result> {
  const reload = createReload({ config, load: () => chooseConfig(context, chosen.trial)?.loaded, server, log });
  const admin: AdminContext = {
    accounts: server.accounts,
    bans: server.bans,
    server: {
      status: () => server.status(),
      reload,
      gate: (level) => server.gate(level),
      stop: (reason) => stop(reason),
    },
  };
  server.administer(admin);
  let socket;
  try {
    socket = await openAdminServer(config.data, { table: adminCommands, context: admin, log });
  } catch (error) {
    await server.stop('the admin socket cannot be opened');
    return explainStart(error, config);
  }
  const release = onSignals({
    stop,
    reload: () => void reload().catch((err: unknown) => log.error({ err }, 'reload failed')),
  });
  sayLines(context.terminal.stdout, bannerLines({ context, chosen, config, server }));
  process.send?.('ready'); // to `causeway start`
  try {
    await server.ended;
    log.info({}, 'stopped');
    return done([]);
  } catch (err) {
    log.error({ err }, 'the server ended by a fault of its own');
    return failed('ended', [`the server ended by a fault of its own: ${(err as Error).message}`]);
  } finally {
    release();
    await socket.close();
  }

  function stop(reason: string): void {
    log.info({ reason }, 'stopping');
    server.stop(reason).catch((err: unknown) => log.error({ err }, 'stopping failed'));
  }
}

function openServerLog({ log }: Config): ProcessLog {
  try {
    return openLog(log);
  } catch (error) {
    const fix = 'Make its folder writable for the account that runs the server, or set log.file = "-".';
    throw new StartProblem(`cannot write the log to ${log.file}: ${(error as Error).message}`, fix, 'log.file');
  }
}
