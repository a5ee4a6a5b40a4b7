import type { CloseReason, Connection, ConnectionHandler } from '../../lib/connection.ts';
import { Later } from '../../core/refusal.ts';
import { detach } from '../../core/presence/attach.ts';
import { settled } from '../../core/presence/session.ts';
import { answerBadLine } from './bad-line.ts';
import { announceCaps, type Offer } from './cap-news.ts';
import { Client } from './client.ts';
import type { Result } from './command.ts';
import { commands } from './commands/index.ts';
import { irc } from './config.ts';
import { conclude, prepare, step, type Work } from './dispatch.ts';
import { fixPosition, noteHeard, noteShown } from './device.ts';
import { Flood } from './flood.ts';
import { reportBug } from './report-bug.ts';
import type { IrcServer } from './server.ts';
import { isTurnedAway } from './turn-away.ts';
import { encodeLine, formatLine } from './wire/format.ts';
import { Framer, type BadLine } from './wire/framer.ts';
import { parseLine, type Line } from './wire/line.ts';

/** What a browser or a scanner sends first: nobody to talk to (RELIABILITY I-05). */
const NOT_IRC = /^(GET|POST|PUT|HEAD|OPTIONS|CONNECT|DELETE|PATCH|TRACE)$/;

/** Beats between two notes of what a device has been shown: only a crash ever needs them. */
const BEATS_PER_NOTE = 5;

/** Beats without a byte after which nobody is thought to be there. */
const SILENT_BEATS = 3;

const closings: Partial<Record<CloseReason, string>> = {
  peer: 'Connection closed',
  reset: 'Connection reset',
  'sendq-exceeded': 'Too slow to read',
  'write-stalled': 'Connection timed out',
  deadline: 'Registration timed out',
};

/** One connection that speaks IRC: takes its lines in order and carries them out, one after another. */
export class IrcSession implements ConnectionHandler {
  readonly #client: Client;
  readonly #framer = new Framer();
  readonly #flood: Flood;
  /** Being carried out, and perhaps waiting. */
  #work: Work | undefined = undefined;
  #isPumping = false;
  #lines = 0;
  /** In beats of the server. */
  #heardAt: number;

  constructor(server: IrcServer, connection: Connection) {
    this.#client = new Client(server, connection);
    this.#client.input = this;
    this.#flood = new Flood(this.#client);
    this.#heardAt = server.heartbeat.now;
    server.unregistered++;
    server.heartbeat.add(this);
  }

  received(chunk: Buffer): void {
    if (this.#client.isEnding) return;
    this.#heardAt = this.#client.server.heartbeat.now;
    this.#framer.push(chunk);
    this.pump();
    this.#framer.keep();
    if (this.#framer.held > irc.heldInput) this.#client.connection.pause();
  }

  /** Has nothing been said before the line that is being carried out? */
  get isFirstLine(): boolean {
    return this.#lines === 1;
  }

  secured(): void {}

  /** Bulk output looks by itself whether it may go on. */
  drained(): void {}

  expired(): void {
    this.#client.end('Registration timed out');
  }

  closed(reason: CloseReason): void {
    const { server, session, dismissal, extra } = this.#client;
    if (!session && !this.#client.isEnding) server.unregistered--;
    this.#client.isEnding = true;
    this.#work = undefined;
    server.heartbeat.remove(this);
    if (!session) return;
    const orderly = reason === 'peer' || reason === 'local' ? 'quit' : 'error';
    const silent = server.heartbeat.now - this.#heardAt;
    if (orderly === 'quit' && silent <= 1) noteShown(this.#client);
    else noteHeard(this.#client, silent);
    fixPosition(this.#client);
    detach(
      server.core,
      session,
      extra?.parting ?? closings[reason] ?? 'Connection closed',
      dismissal === 'shutdown' ? 'shutdown' : orderly,
    );
  }

  reconfigured(before: Offer, now: Offer): void {
    announceCaps(this.#client, before, now);
  }

  /** Once a beat of the server: asks who has been silent, and gives up who stays silent (RFC 2812 3.7.2). */
  beat(now: number): void {
    const { connection, server, session } = this.#client;
    const silent = now - this.#heardAt;
    if (now % BEATS_PER_NOTE === 0) noteHeard(this.#client, silent);
    // Before registration the transport's deadline watches.
    if (!session) return;
    if (silent > SILENT_BEATS) this.#client.end('Ping timeout');
    else if (silent > 1) connection.send(encodeLine(formatLine('', 'PING', [server.config.serverName]).slice(2)));
  }

  /** Carries out what can be: waiting output, then input, until something has to wait. */
  pump(): void {
    if (this.#isPumping) return;
    this.#isPumping = true;
    while (!this.#work && !this.#client.isEnding) {
      const slices = this.#client.bulk.shift();
      if (slices) this.#begin({ ...idle, slices });
      else if (!this.#next()) break;
    }
    if (this.#flood.isWaiting) this.#setAside();
    this.#isPumping = false;
    if (this.#framer.held <= irc.heldInput) this.#client.connection.resume();
  }

  /** What was carried out costs more than its line did. */
  owe(cost: number): void {
    this.#flood.owe(cost);
  }

  /** Takes the next line. False where there is none, or it must wait. */
  #next(): boolean {
    if (this.#flood.isWaiting) return false;
    const line = this.#flood.shift() ?? this.#read();
    if (line === undefined) return false;
    const isFree = !this.#client.session || ('command' in line && commands.get(line.command)?.isFree);
    if (!isFree && !this.#flood.pay(line)) return false;
    this.#accept(line);
    return true;
  }

  #setAside(): void {
    for (let line = this.#read(); line && !this.#client.isEnding; line = this.#read()) this.#flood.add(line);
  }

  /** The next line that says something. */
  #read(): Line | BadLine | undefined {
    for (;;) {
      const text = this.#framer.next();
      if (typeof text !== 'string') return text;
      const line = parseLine(text);
      if (line) return line;
    }
  }

  #accept(line: Line | BadLine): void {
    const client = this.#client;
    if (!client.session && ++this.#lines > irc.linesToRegister) return client.end('Too many lines before registration');
    if (!client.session && this.#lines === 1 && isTurnedAway(client)) return;
    if ('fault' in line) return answerBadLine(client, line);
    logShape(client, line);
    if (!client.session && isNotIrc(line)) return client.connection.destroy();
    const work = prepare(client, line);
    if (work) this.#begin(work);
  }

  #begin(work: Work): void {
    this.#work = work;
    const { session } = this.#client;
    if (!work.command.overlaps && session && !settled(session, () => this.#resume(work))) return;
    this.#run(work);
  }

  #resume(work: Work): void {
    if (this.#work !== work) return;
    this.#run(work);
    this.pump();
  }

  /** Goes on until the command is over or has to wait. */
  #run(work: Work): void {
    const { replies } = this.#client;
    while (this.#work === work) {
      replies.enter();
      let result: Result;
      try {
        result = step(this.#client, work);
      } catch (error) {
        result = undefined;
        reportBug(this.#client, work, error);
      }
      replies.leave();
      if (result instanceof Promise) return this.#await(work, result);
      if (!this.#conclude(work, result)) return;
    }
  }

  /** True where the command has more to do at once. */
  #conclude(work: Work, result: Exclude<Result, Promise<unknown>>): boolean {
    switch (conclude(this.#client, work, result)) {
      case 'again':
        return !this.#client.isEnding || this.#finish();
      case 'wait':
        if (result instanceof Later) result.subscribe(() => this.#resume(work));
        else this.#yield(work);
        return false;
      case 'over':
        return this.#finish();
    }
  }

  #finish(): false {
    this.#work = undefined;
    this.#client.replies.close();
    return false;
  }

  #await(work: Work, result: Promise<Exclude<Result, Promise<unknown>>>): void {
    const go = (value: Exclude<Result, Promise<unknown>>): void => {
      if (this.#work !== work) return;
      if (this.#conclude(work, value)) this.#run(work);
      this.pump();
    };
    result.then(go, (error: unknown) => {
      reportBug(this.#client, work, error);
      go(undefined);
    });
  }

  /** Other work has its turn; a reader that is behind gets time. */
  #yield(work: Work): void {
    const { connection, server } = this.#client;
    const go = (): void => this.#resume(work);
    if (connection.queued < irc.bulkQueue) setImmediate(go);
    else server.core.clock.after(irc.bulkPause, go);
  }
}

/** Stands for the command where output goes on by itself. */
const idle: Omit<Work, 'slices'> = {
  name: '',
  command: { overlaps: true, run: () => undefined },
  runs: [[]],
  at: 0,
  tags: undefined,
};

function isNotIrc({ command, params }: Line): boolean {
  return NOT_IRC.test(command) && (params.at(-1)?.startsWith('HTTP/') ?? false);
}

/** What came, for `log.level = "debug"`. Words that are no command of ours may be anything, a password too. */
function logShape({ server, connection }: Client, { command, params, tags }: Line): void {
  const { log } = server.core;
  if (!log.isDebug()) return;
  const shape = { command: commands.has(command) ? command : '?', params: params.length, tags: tags !== undefined };
  log.debug({ connection: connection.id, ...shape }, 'irc: line');
}
