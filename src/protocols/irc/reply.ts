import type { Event } from '../../core/event.ts';
import type { Connection } from '../../lib/connection.ts';
import { MULTILINE_REFERENCE } from './spelt.ts';
import { addTag, encodeLine, formatWords } from './wire/format.ts';
import { escapeTag } from './wire/tags.ts';

/** Batch references of one connection; and where its lines go. */
interface Output {
  readonly connection: Connection;
  readonly serverName: string;
  nextReference(): string;
}

/**
 * The answer to one labelled command (labeled-response): nothing becomes ACK, one line carries the label, several a batch that
 * does. It is whole when the command is over and all that it set going has come to an end.
 */
export class Answer {
  readonly #output: Output;
  readonly #label: string;
  /** An event that is part of it whenever it comes. */
  readonly shows: Event['type'] | undefined;
  #isOpen = true;
  /** Things set going that have not come to their end. */
  #pending = 0;
  #first: Buffer | undefined;
  /** What is no part of the answer but was to be shown behind its first line. */
  #behind: Buffer[] = [];
  #reference = '';

  constructor(output: Output, label: string, shows?: Event['type']) {
    this.#output = output;
    this.shows = shows;
    this.#label = `label=${escapeTag(label)}`;
  }

  /** Part of the answer. */
  add(line: Buffer): void {
    if (this.#reference !== '') return this.#send(addTag(line, `batch=${this.#reference}`));
    // A line is held back for the command itself and one thing more; not while others of its kind are awaited.
    if (this.#first === undefined && this.#pending <= 1) {
      this.#first = line;
      return;
    }
    this.startBatch('labeled-response');
    this.add(line);
  }

  /** Part of the answer that has a batch of its own inside it. */
  addInner(line: Buffer): void {
    if (this.#reference === '') this.startBatch('labeled-response');
    this.#send(line);
  }

  /** No part of it, but not to be shown before what is. */
  aside(bytes: Buffer): void {
    if (this.#first === undefined) this.#send(bytes);
    else this.#behind.push(bytes);
  }

  /** From here on the answer is a batch of that type. */
  startBatch(type: string, params: readonly string[] = []): void {
    this.#reference = this.#output.nextReference();
    const start = formatWords(this.#output.serverName, 'BATCH', [`+${this.#reference}`, type, ...params]);
    this.#send(encodeLine(start, this.#label));
    const first = this.#first;
    this.#first = undefined;
    if (first) this.add(first);
    this.#letGo();
  }

  /** One more thing to wait for. */
  hold(): void {
    this.#pending++;
  }

  /** One of the things waited for has come to its end. */
  settle(): void {
    this.#pending--;
    this.#finish();
  }

  /** The command is over. */
  close(): void {
    this.#isOpen = false;
    this.#finish();
  }

  #finish(): void {
    if (this.#isOpen || this.#pending > 0) return;
    if (this.#reference !== '') {
      return this.#send(encodeLine(formatWords(this.#output.serverName, 'BATCH', [`-${this.#reference}`])));
    }
    const ack = () => encodeLine(`:${this.#output.serverName} ACK`, this.#label);
    this.#send(this.#first ? addTag(this.#first, this.#label) : ack());
    this.#first = undefined;
    this.#letGo();
  }

  #letGo(): void {
    for (const bytes of this.#behind) this.#send(bytes);
    this.#behind = [];
  }

  #send(bytes: Buffer): void {
    this.#output.connection.send(bytes);
  }
}

/** The way back to one client: whatever a command says goes through here, and gets the label and the batch it belongs to. */
export class Replies implements Output {
  readonly connection: Connection;
  readonly #spelling: { readonly serverName: string };
  #references = 0;
  #answer: Answer | undefined = undefined;
  /** A command is being carried out right now, so what is shown is its doing. */
  #isRunning = false;
  #batch = '';
  /** A batch that stands by itself, or inside the answer's. */
  #inner = '';

  constructor(connection: Connection, spelling: { readonly serverName: string }) {
    this.connection = connection;
    this.#spelling = spelling;
  }

  get serverName(): string {
    return this.#spelling.serverName;
  }

  nextReference(): string {
    return (++this.#references).toString(36);
  }

  /** A command begins; `label` only where the client may have labels. `shows`: an event that is always its doing. */
  open(label: string | undefined, shows?: Event['type']): void {
    this.#answer = label === undefined ? undefined : new Answer(this, label, shows);
  }

  /** The command's answer is to be given by a later one, which adopts it: until then nothing is said for it. */
  take(): Answer | undefined {
    const answer = this.#answer;
    this.#answer = undefined;
    return answer;
  }

  /** What this command says is the answer to the earlier one. */
  adopt(answer: Answer | undefined): void {
    if (!answer) return;
    this.#answer?.close();
    this.#answer = answer;
  }

  /** The command is carried on. */
  enter(): void {
    this.#isRunning = true;
  }

  /** The command waits, or is done. */
  leave(): void {
    this.#isRunning = false;
  }

  /** The command is over. */
  close(): void {
    const answer = this.#answer;
    this.#answer = undefined;
    if (this.#batch !== '') {
      this.connection.send(encodeLine(formatWords(this.serverName, 'BATCH', [`-${this.#batch}`])));
      this.#batch = '';
    }
    answer?.close();
  }

  /** All further lines of this command are a batch of that type. Only for clients with the capability. */
  startBatch(type: string, params: readonly string[]): void {
    if (this.#answer) return this.#answer.startBatch(type, params);
    this.#batch = this.nextReference();
    const start = formatWords(this.serverName, 'BATCH', [`+${this.#batch}`, type, ...params]);
    this.connection.send(encodeLine(start));
  }

  /** What `show` says is a batch of its own, whatever comes before and behind it. Only for clients with the capability. */
  inBatch(type: string, show: () => void): void {
    const reference = this.nextReference();
    this.line(formatWords(this.serverName, 'BATCH', [`+${reference}`, type]));
    this.#inner = reference;
    show();
    this.#inner = '';
    this.line(formatWords(this.serverName, 'BATCH', [`-${reference}`]));
  }

  /** One line of the command's answer, with its tags if it has any. */
  line(line: string): void {
    this.#add(encodeLine(line));
  }

  /** The same, as bytes with its tags. */
  rendered(line: Buffer): void {
    this.#add(line);
  }

  /** Lines of the answer, rendered: each is tagged by itself. */
  lines(bytes: Buffer): void {
    if (this.#answer === undefined && this.#batch === '') return this.connection.send(bytes);
    for (const line of splitLines(bytes)) this.#add(line);
  }

  /** One line of the answer in three parts, of which only the middle one is the client's own. */
  spliced(head: Buffer, own: Buffer, tail: Buffer): void {
    if (this.#answer === undefined && this.#batch === '') this.connection.sendSpliced(head, own, tail);
    else this.#add(Buffer.concat([head, own, tail]));
  }

  /** An event: the command's doing while one runs, otherwise somebody else's. */
  show(bytes: Buffer, type?: Event['type']): void {
    if (this.#answer === undefined) this.connection.send(bytes);
    else if (this.#isRunning || (type !== undefined && type === this.#answer.shows)) this.lines(bytes);
    else this.#answer.aside(bytes);
  }

  /** The command's answer, which now waits for one more thing: to be settled when that has happened. Undefined without a label. */
  defer(): Answer | undefined {
    this.#answer?.hold();
    return this.#answer;
  }

  #add(line: Buffer): void {
    if (this.#inner !== '') this.#addInner(addTag(line, `batch=${this.#inner}`));
    else if (this.#answer) this.#answer.add(line);
    else if (this.#batch !== '') this.connection.send(addTag(line, `batch=${this.#batch}`));
    else this.connection.send(line);
  }

  #addInner(line: Buffer): void {
    if (this.#answer) this.#answer.addInner(line);
    else this.connection.send(line);
  }
}

/**
 * The lines of a rendering, each with its end. A message of several lines is one of them: only its first line is tagged, with a
 * label or as part of a batch (IRCv3 multiline, "Interaction"; batch, "Nested batches").
 */
export function splitLines(bytes: Buffer): Buffer[] {
  const lines: Buffer[] = [];
  for (let at = 0; at < bytes.length;) {
    const reference = openedBatch(bytes, at);
    const last = reference === undefined ? at : bytes.indexOf(`BATCH -${reference}\r`, at);
    const end = bytes.indexOf(10, last) + 1 || bytes.length;
    lines.push(bytes.subarray(at, end));
    at = end;
  }
  return lines;
}

const OPENING = Buffer.from(`BATCH +${MULTILINE_REFERENCE}`);

/** The reference of the multiline batch that is opened by the line at `at`, if it is one. */
function openedBatch(bytes: Buffer, at: number): string | undefined {
  const source = bytes[at] === 64 ? bytes.indexOf(32, at) + 1 : at; // behind the tags
  const command = bytes.indexOf(32, source) + 1;
  if (bytes[command] !== 66 || bytes.compare(OPENING, 0, OPENING.length, command, command + OPENING.length) !== 0)
    return undefined;
  const from = command + 'BATCH +'.length;
  return bytes.toString('latin1', from, bytes.indexOf(32, from));
}
