import { fullBucket, take, type Bucket, type Rate } from '../../lib/bucket.ts';
import { note } from '../../core/operators/notices.ts';
import { refuse } from '../../core/refusal.ts';
import type { Client } from './client.ts';
import { extraOf } from './client-extra.ts';
import { commands } from './commands/index.ts';
import { irc } from './config.ts';
import { openReplies } from './dispatch.ts';
import { spellRefusal } from './refusals.ts';
import type { BadLine } from './wire/framer.ts';
import type { Line } from './wire/line.ts';

/** Lines over the backlog that are refused before the connection is closed, in backlogs. */
const PATIENCE = 5;

/**
 * A token for each command. Who has none left is delayed, up to ten seconds of commands; what comes beyond that is refused, and
 * only who goes on regardless is closed (SEMANTICS 10).
 */
export class Flood {
  readonly #client: Client;
  #bucket: Bucket | undefined = undefined;
  #waiting: (Line | BadLine)[] = [];
  #refused = 0;
  isWaiting = false;

  constructor(client: Client) {
    this.#client = client;
  }

  /** The delayed line that is next. */
  shift(): Line | BadLine | undefined {
    return this.#waiting.shift();
  }

  /** Takes a token. Otherwise the line waits in front of all others, and input goes on when there is one. */
  pay(line: Line | BadLine): boolean {
    const { config, core } = this.#client.server;
    if (config.flood === false) return true;
    const now = core.clock.monotonic();
    const wait = this.#take(line, config.flood, now);
    if (wait === 0) {
      if (this.#waiting.length === 0) this.#refused = 0;
      return true;
    }
    this.#waiting.unshift(line);
    this.isWaiting = true;
    core.clock.after(wait, () => {
      this.isWaiting = false;
      this.#client.input?.pump();
    });
    return false;
  }

  #take(line: Line | BadLine, rate: Rate, now: number): number {
    if (this.#isPaidAsBatch(line)) return 0;
    const budget = 'command' in line ? commands.get(line.command)?.budget : undefined;
    if (!budget) return take((this.#bucket ??= fullBucket(rate, now)), rate, now);
    const own = { ...rate, burst: Math.max(rate.burst, budget.burst) };
    const budgets = (extraOf(this.#client).budgets ??= new Map());
    let bucket = budgets.get(budget.name);
    if (!bucket) budgets.set(budget.name, (bucket = fullBucket(own, now)));
    return take(bucket, own, now);
  }

  /** The lines of an open batch cost nothing by themselves: what they are together is charged when it ends. */
  #isPaidAsBatch(line: Line | BadLine): boolean {
    return this.#client.extra?.batch?.content !== undefined && isInBatch(line);
  }

  /** Takes tokens that need not be there: what follows waits until they have been made up for. */
  owe(cost: number): void {
    const { config, core } = this.#client.server;
    if (config.flood === false) return;
    const now = core.clock.monotonic();
    const bucket = (this.#bucket ??= fullBucket(config.flood, now));
    take(bucket, config.flood, now, 0);
    bucket.tokens -= cost;
  }

  /** A line that came while others wait. */
  add(line: Line | BadLine): void {
    const { flood } = this.#client.server.config;
    const most = flood === false ? Infinity : Math.max(1, Math.ceil(flood.perSecond * irc.backlogSeconds));
    // A message of several lines waits as a whole.
    const batch = isInBatch(line) ? this.#client.server.config.multiline.lines : 0;
    if (this.#waiting.length < most + batch) this.#waiting.push(line);
    else if (++this.#refused > most * PATIENCE) this.#end();
    else this.#refuse(line);
  }

  #end(): void {
    const { nick, server, connection } = this.#client;
    note(server.core, 'f', `${nick} is closed for flooding, from ${connection.remote.ip}`);
    this.#client.end('Excess flood');
  }

  #refuse(line: Line | BadLine): void {
    if ('fault' in line) return;
    const client = this.#client;
    openReplies(client, line.tags);
    const refusal = refuse('rate-limited', undefined, { retryAfter: irc.backlogSeconds });
    client.replies.line(spellRefusal(client, refusal, { command: line.command, params: [] }));
    client.replies.close();
  }
}

function isInBatch(line: Line | BadLine): boolean {
  return 'tags' in line && line.tags?.includes('batch=') === true;
}
