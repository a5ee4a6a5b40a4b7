import { diffConfig } from '../config/diff.ts';
import type { ConfigChange } from '../config/diff.ts';
import { keepKeys } from '../config/keep-keys.ts';
import type { Loaded } from '../config/load.ts';
import { formatProblem } from '../config/problem.ts';
import type { Config } from '../config/schema.ts';
import type { ReloadReport } from '../core/commands/ports.ts';
import type { ProcessLog } from '../lib/log.ts';
import { logNotes } from './log-notes.ts';
import { StartProblem } from './running-server.ts';
import type { RunningServer } from './running-server.ts';

export interface ReloadParts {
  /** What runs now. */
  readonly config: Config;
  /** Reads the configuration again; undefined where the file is gone. */
  load(): Loaded | undefined;
  readonly server: Pick<RunningServer, 'reload'>;
  readonly log: ProcessLog;
}

/** The act behind SIGHUP and `causeway reload`: a broken file changes nothing, and every change is told. One at a time. */
export function createReload(parts: ReloadParts): () => Promise<ReloadReport> {
  let current = parts.config;
  let turn: Promise<unknown> = Promise.resolve();
  return () => {
    const next = turn.then(() => reload());
    turn = next.catch(() => undefined);
    return next;
  };

  async function reload(): Promise<ReloadReport> {
    parts.log.reopen();
    const loaded = parts.load();
    if (!loaded) return refused(['the configuration file is gone']);
    if (!loaded.ok) return refused(loaded.problems.map(formatProblem));
    const changes = diffConfig(current, loaded.config);
    const waiting = changes.filter(({ restart }) => restart);
    // What waits for a restart keeps its old value until then, and is told again by every reload.
    const next = keepKeys(
      loaded.config,
      current,
      waiting.map(({ key }) => key),
    );
    try {
      await parts.server.reload(next);
      parts.log.setLevel(next.log.level);
      current = next;
      logNotes(parts.log, loaded.notes);
      const needRestart = waiting.map(changeText);
      const applied = changes.filter(({ restart }) => !restart).map(changeText);
      parts.log.info({ applied, needRestart }, 'configuration reloaded');
      return { problems: [], applied, needRestart };
    } catch (error) {
      if (!(error instanceof StartProblem)) throw error;
      return refused([error.message, error.fix]);
    }
  }

  function refused(problems: readonly string[]): ReloadReport {
    parts.log.error({ problems }, 'configuration refused; the old settings stay');
    return { problems, applied: [], needRestart: [] };
  }
}

function changeText({ key, from, to }: ConfigChange): string {
  return `${key}: ${from} -> ${to}`;
}
