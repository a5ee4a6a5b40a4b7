import { fullBucket, take, type Bucket } from '../../lib/bucket.ts';
import { refuse } from '../../core/refusal.ts';
import type { Client } from './client.ts';
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
    this.#bucket ??= fullBucket(config.flood, now);
    const wait = take(this.#bucket, config.flood, now);
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

  /** A line that came while others wait. */
  add(line: Line | BadLine): void {
    const { flood } = this.#client.server.config;
    const most = flood === false ? Infinity : Math.max(1, Math.ceil(flood.perSecond * irc.backlogSeconds));
    if (this.#waiting.length < most) this.#waiting.push(line);
    else if (++this.#refused > most * PATIENCE) this.#client.end('Excess flood');
    else this.#refuse(line);
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
