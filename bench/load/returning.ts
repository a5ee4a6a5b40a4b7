import { connect, type Socket } from 'node:net';
import type { CatchUp, Target } from './commands.ts';
import { accountOf, PASSWORD } from './xmpp.ts';

const CAPABILITIES = {
  pages: 'batch server-time message-tags draft/chathistory',
  replay: '',
  playback: 'batch server-time znc.in/playback',
} as const;

/** Targets of one JOIN. */
const JOINED_AT_ONCE = 10;
/** A message of the day that was missed: `#room :12.345$`, with the time of day in front where there are no tags. */
const MISSED = / PRIVMSG #(\S+) :(?:\[\d\d:\d\d\] )?(\d+)\$$/;

/** A client of an account that was away and comes back: counts what it is shown, room by room, in order. */
export class Returning {
  readonly #target: Target;
  readonly #account: string;
  readonly #how: CatchUp['how'];
  readonly #next = new Map<string, number>();
  #socket: Socket | undefined;
  #rest = '';
  #lines: ((line: string) => void) | undefined;
  #lost: ((error: Error) => void) | undefined;
  /** Messages that came when they were due. */
  received = 0;
  /** Messages that came twice, or before others that were due. */
  wrong = 0;

  constructor(target: Target, number: number, how: CatchUp['how']) {
    this.#target = target;
    this.#account = accountOf(number);
    this.#how = how;
  }

  /** Its first time: enters the rooms, and goes in order. */
  async visit(rooms: readonly string[]): Promise<void> {
    await this.#logIn();
    for (let at = 0; at < rooms.length; at += JOINED_AT_ONCE) {
      const names = rooms.slice(at, at + JOINED_AT_ONCE);
      await this.#ask(`JOIN ${names.map((room) => `#${room}`).join(',')}`, new RegExp(` 366 \\S+ #${names.at(-1)} `));
    }
    const gone = new Promise<void>((resolve) => this.#socket?.once('close', () => resolve()));
    this.#send('QUIT');
    await gone;
  }

  /** Comes back, and resolves when it has been shown `each` messages of every room. */
  async catchUp(rooms: readonly string[], each: number): Promise<void> {
    const all = new Promise<void>((resolve, reject) => {
      this.#lost = reject;
      this.#lines = (line) => {
        this.#count(line);
        if (this.received === rooms.length * each) resolve();
      };
    });
    all.catch(() => undefined); // whoever asks something is told as well
    await this.#logIn();
    if (this.#how === 'playback') this.#send('PRIVMSG *playback :play * 0');
    if (this.#how === 'pages') for (const room of rooms) await this.#page(room);
    await all;
  }

  close(): void {
    this.#socket?.destroy();
  }

  #end(error: Error): void {
    this.#waiting?.fail(error);
    this.#lost?.(error);
  }

  async #page(room: string): Promise<void> {
    let after = 'timestamp=1970-01-01T00:00:00.000Z';
    for (let last = ''; ; last = '') {
      await this.#ask(`CHATHISTORY AFTER #${room} ${after} 100`, / BATCH -|FAIL CHATHISTORY/, (line) => {
        if (line.includes('FAIL CHATHISTORY')) throw new Error(line);
        if (MISSED.test(line)) last = /msgid=([^;\s]+)/.exec(line)?.[1] ?? '';
      });
      if (last === '') return;
      after = `msgid=${last}`;
    }
  }

  #count(line: string): void {
    const found = MISSED.exec(line);
    if (!found) return;
    const [room = '', seq] = [found[1], Number(found[2])];
    const due = this.#next.get(room) ?? 0;
    if (seq !== due) return void this.wrong++;
    this.#next.set(room, due + 1);
    this.received++;
  }

  async #logIn(): Promise<void> {
    const { port } = this.#target;
    this.#socket = connect({ host: '127.0.0.1', port, noDelay: true });
    this.#socket.setEncoding('latin1').on('data', (text: string) => this.#read(text));
    this.#socket.on('error', () => undefined); // it is closed as well
    this.#socket.on('close', () => this.#end(new Error(`${this.#account} was closed`)));
    const wanted = CAPABILITIES[this.#how];
    const ask = wanted === '' ? '' : `CAP REQ :${wanted}\r\nCAP END\r\n`;
    const account = this.#account;
    await this.#ask(
      `${ask}PASS :${account}:${PASSWORD}\r\nNICK ${account}\r\nUSER ${account} 0 * :load`,
      / (376|422) /,
    );
  }

  #waiting:
    { readonly pattern: RegExp; look(line: string): void; done(): void; fail(error: unknown): void } | undefined;

  /** Sends, and resolves with the line that answers. */
  #ask(text: string, pattern: RegExp, look: (line: string) => void = () => undefined): Promise<void> {
    return new Promise((done, fail) => {
      this.#waiting = { pattern, look, done, fail };
      this.#send(text);
    });
  }

  #send(text: string): void {
    this.#socket?.write(`${text}\r\n`, 'latin1');
  }

  #read(text: string): void {
    const lines = (this.#rest + text).split('\r\n');
    this.#rest = lines.pop() ?? '';
    for (const line of lines) this.#hear(line);
  }

  #hear(line: string): void {
    if (line.startsWith('PING') || line.includes(' PING '))
      this.#send(line.slice(line.indexOf('PING')).replace('PING', 'PONG'));
    this.#lines?.(line);
    const waiting = this.#waiting;
    if (!waiting) return;
    try {
      waiting.look(line);
    } catch (error) {
      waiting.fail(error);
    }
    if (!waiting.pattern.test(line)) return;
    this.#waiting = undefined;
    waiting.done();
  }
}
