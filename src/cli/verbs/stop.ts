import { defineCommand } from '../../core/commands/command.ts';
import { done, failed } from '../../core/commands/result.ts';
import { askServer, serverGone } from '../admin-client.ts';
import type { CliContext } from '../context.ts';
import { findRunningPid } from '../data-folder.ts';
import { notRunning, serverData } from '../remote.ts';

const PATIENCE_MS = 60_000;

/** `causeway stop`: asks the running server to stop, and returns when it has. */
export const stop = defineCommand({
  path: 'stop',
  summary: 'Stop the server in order, and return when it has stopped',
  examples: ['stop', 'stop --config /etc/causeway/causeway.toml'],
  params: {},
  run: async (context: CliContext) => {
    const place = serverData(context);
    if ('exit' in place) return place;
    const { data } = place;
    const pid = findRunningPid(data);
    const gone = serverGone(data);
    const answer = await askServer(data, 'stop');
    if (!answer) return notRunning(context, data);
    if (answer.exit !== 0) return answer;
    const ended = await withinPatience(gone.then(() => processEnd(data)));
    if (!ended)
      return failed('still-running', [`pid ${pid ?? '?'} has not stopped after ${PATIENCE_MS / 1000} s; see its log`]);
    return done(['stopped'], { pid: pid ?? null });
  },
});

/** The socket closes moments before the process ends. */
async function processEnd(data: string): Promise<void> {
  for (let tries = 0; tries < 250 && findRunningPid(data) !== undefined; tries++) {
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

async function withinPatience(act: Promise<void>): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<false>((resolve) => {
    timer = setTimeout(() => resolve(false), PATIENCE_MS);
  });
  const ended = await Promise.race([act.then(() => true), late]);
  clearTimeout(timer);
  return ended;
}
