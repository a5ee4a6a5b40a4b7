import { fileURLToPath } from 'node:url';
import { end, start } from '../system/processes.ts';
import type { Answer, Command, Outcome } from './commands.ts';

/** A command that has not answered by then is given up, in ms. */
const LIMIT = 180_000;

/** The parent's side of a generator process. */
export type Generator = {
  /** Has the generator obey; rejects when it fails, ends, or does not answer in time. */
  run(command: Command): Promise<Outcome | undefined>;
  /** As `run`, for commands that measure. */
  measure(command: Command): Promise<Outcome>;
  end(): Promise<void>;
};

/** Starts a generator on the generators' core. */
export function startGenerator(): Generator {
  const worker = fileURLToPath(new URL('worker.ts', import.meta.url));
  const child = start('generator', [process.execPath, '--import', 'tsx', worker], {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  const waiting = new Map<number, { resolve(outcome: Outcome | undefined): void; reject(error: Error): void }>();
  let ids = 0;
  child.on('message', (answer: Answer) => {
    const waiter = waiting.get(answer.id);
    waiting.delete(answer.id);
    if (answer.error === undefined) waiter?.resolve(answer.outcome);
    else waiter?.reject(new Error(answer.error));
  });
  const lost = (): void => {
    for (const waiter of waiting.values()) waiter.reject(new Error('the generator ended'));
    waiting.clear();
  };
  child.on('exit', lost);
  child.on('error', lost);

  const run = (command: Command): Promise<Outcome | undefined> =>
    new Promise((resolve, reject) => {
      const id = ids++;
      const timer = setTimeout(() => {
        waiting.delete(id);
        reject(new Error(`${command.op}: no answer within ${LIMIT / 1000} s`));
      }, LIMIT);
      const settle = (): void => clearTimeout(timer);
      waiting.set(id, {
        resolve: (outcome) => (settle(), resolve(outcome)),
        reject: (error) => (settle(), reject(error)),
      });
      child.send({ id, command });
    });
  return {
    run,
    measure: async (command) => {
      const outcome = await run(command);
      if (outcome === undefined) throw new Error(`${command.op} measures nothing`);
      return outcome;
    },
    end: () => end(child),
  };
}
