import { randomBytes } from 'node:crypto';
import { conversation, type OpenLine, type Line, type LineEvents } from './line.ts';
import type { Recorder } from './recorder.ts';

/** Who talks, and how. */
export interface TalkerSpec {
  readonly name: string;
  readonly account: string;
  readonly open: OpenLine;
  readonly port: number;
  /** Messages written at once. */
  readonly burst: number;
  /** Messages without an answer at most. */
  readonly window: number;
  /** Does it send again what it got no answer to? Only with a name for the act (XEP-0359). */
  readonly retries: boolean;
  /** It is to be shown what it missed, and may be shown things again: only that nothing is left out is looked at. */
  readonly isReplayed?: boolean;
  /** The account it writes to, and nobody else; absent for who talks in rooms. */
  readonly peer?: string;
}

export interface Field {
  readonly recorder: Recorder;
  readonly domain: string;
  readonly password: string;
  readonly rooms: readonly string[];
}

interface Op {
  readonly op: number;
  readonly room: string;
  readonly body: string;
  isRetry: boolean;
}

/** What follows the key: whatever a wire could trip over. */
const FILLERS = [
  '',
  ' hello',
  ' : a colon',
  ' <b>&amp; "quotes" \'all\'',
  ' žluťoučký kůň 🐎',
  ` ${'long '.repeat(40)}`,
];

const AGAIN_MS = 100;
/** Of so many messages one is taken back. */
const TAKEN_BACK = 5;

/** A client that talks in all rooms, comes back when it was cut off, and writes down what it sees. */
export class Talker {
  readonly spec: TalkerSpec;
  readonly #field: Field;
  /** Where it talks: rooms, or one conversation. */
  readonly #rooms: readonly string[];
  readonly #waiting = new Map<number, Op>();
  /** Rooms it is in, on this connection. */
  readonly #inside = new Set<string>();
  #line: Line | undefined;
  #connections = 0;
  #isStopped = false;
  #again: NodeJS.Timeout | undefined;
  #turn = 0;
  /** The key of the last second try that was answered. */
  #answered: string | undefined;

  constructor(field: Field, spec: TalkerSpec) {
    this.#field = field;
    this.spec = spec;
    this.#rooms = spec.peer === undefined ? field.rooms : [conversation(spec.account, spec.peer)];
    this.#connect();
  }

  get waiting(): number {
    return this.#waiting.size;
  }

  get isInside(): boolean {
    return this.#inside.size === this.#rooms.length;
  }

  /** Says its next burst, where its window lets it. */
  tick(): void {
    if (!this.isInside || this.#waiting.size + this.spec.burst > this.spec.window) return;
    for (let number = 0; number < this.spec.burst; number++) this.#say();
  }

  /** Goes; what it waits for stays in doubt. */
  stop(): void {
    this.#isStopped = true;
    clearTimeout(this.#again);
    this.#line?.destroy();
  }

  #say(): void {
    const { recorder } = this.#field;
    const room = this.#rooms[this.#turn % this.#rooms.length] as string;
    const key = `k${randomBytes(8).toString('hex')}`;
    const body = `${this.#turn % 16 === 15 ? '/me ' : ''}${key}${FILLERS[this.#turn % FILLERS.length]}`;
    this.#turn++;
    const op = recorder.send({ session: this.spec.name, sender: this.spec.account, room, key });
    this.#waiting.set(op, { op, room, body, isRetry: false });
    this.#line?.speak(op, room, body);
  }

  #connect(): void {
    const observer = `${this.spec.name}/${++this.#connections}`;
    const { domain, password, rooms } = this.#field;
    const { port, account, name, peer } = this.spec;
    const place = peer === undefined ? { rooms } : { rooms: [], peer };
    const login = { port, domain, account, password, resource: name, ...place };
    this.#line = this.spec.open(login, this.#events(observer));
  }

  #events(observer: string): LineEvents {
    const { recorder } = this.#field;
    return {
      redacted: (op) => recorder.add({ type: 'redacted', op }),
      entered: (room) => {
        if (this.spec.isReplayed && this.#connections === 1)
          recorder.add({ type: 'stays', observer: this.spec.name, room });
        if (this.#inside.has(room)) return;
        this.#inside.add(room);
        recorder.add({ type: 'enter', observer, room });
        this.#resend(room);
      },
      acknowledged: (op, id) => this.#acknowledged(op, id),
      refused: (op, code) => this.#refused(op, code),
      received: ({ room, body, id, sender, how }) => {
        const key = keyOf(body);
        if (this.spec.isReplayed) return recorder.add({ type: 'caught', observer: this.spec.name, room, key });
        const isAnswer = key === this.#answered;
        recorder.add({ type: 'received', observer, room, key, id, sender, how: isAnswer ? 'answer' : how });
      },
      ended: () => this.#ended(observer),
    };
  }

  #acknowledged(op: number, id: string): void {
    const waiting = this.#waiting.get(op);
    if (!waiting) return;
    this.#waiting.delete(op);
    this.#answered = waiting.isRetry ? keyOf(waiting.body) : undefined;
    this.#field.recorder.acknowledged(op, id);
    if (!this.#line?.takeBack || op % TAKEN_BACK !== 0) return;
    this.#field.recorder.add({ type: 'redact', op });
    this.#line.takeBack(op, waiting.room, id);
  }

  /** A refusal of a second try says nothing about the first. */
  #refused(op: number, code: string): void {
    const waiting = this.#waiting.get(op);
    if (!waiting) return;
    this.#waiting.delete(op);
    if (waiting.isRetry) this.#field.recorder.add({ type: 'unknown', op });
    else this.#field.recorder.refused(op, code);
  }

  #ended(observer: string): void {
    const { recorder } = this.#field;
    this.#line = undefined;
    for (const room of this.#inside) recorder.add({ type: 'leave', observer, room });
    this.#inside.clear();
    if (!this.spec.retries || this.#isStopped) {
      for (const op of this.#waiting.keys()) recorder.add({ type: 'unknown', op });
      this.#waiting.clear();
    }
    if (!this.#isStopped) this.#again = setTimeout(() => this.#connect(), AGAIN_MS);
  }

  /** In the order in which it was said first, and before anything new. */
  #resend(room: string): void {
    for (const waiting of this.#waiting.values()) {
      if (waiting.room !== room) continue;
      waiting.isRetry = true;
      this.#field.recorder.add({ type: 'retry', op: waiting.op });
      this.#line?.speak(waiting.op, room, waiting.body);
    }
  }
}

/** The random word in a body; the body itself where there is none. */
export function keyOf(body: string): string {
  return /k[0-9a-f]{16}/.exec(body)?.[0] ?? body;
}
