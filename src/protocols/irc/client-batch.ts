import type { Timer } from '../../lib/clock.ts';
import type { Client } from './client.ts';
import { extraOf } from './client-extra.ts';
import type { Result } from './command.ts';
import type { Answer } from './reply.ts';
import { encodeLine, formatLine } from './wire/format.ts';
import type { Line } from './wire/line.ts';

/** What is wrong with a batch: code, context and text of its FAIL. */
export interface BatchFault {
  readonly code: string;
  readonly context: readonly string[];
  readonly text: string;
}

/** What a type of batch does with its lines. */
export interface BatchContent {
  /** One line of it. A fault ends the batch. */
  add(line: Line, tags: ReadonlyMap<string, string>): BatchFault | undefined;
  /** It is complete. Called again, as it was, where it gave `Later`. */
  end(client: Client): Result | BatchFault;
}

/** A batch on its way from a client. */
export interface OpenBatch {
  readonly reference: string;
  /** Undefined: something was wrong with it and was told; the rest of it goes nowhere, and is not answered. */
  content: BatchContent | undefined;
  /** The label on its first line is answered when it is over. */
  answer: Answer | undefined;
  timer: Timer | undefined;
}

/** Milliseconds that a batch may be open (RELIABILITY I-10). */
const LONGEST = 30_000;

/** The client begins a batch. Its label waits. */
export function openBatch(client: Client, reference: string, content: BatchContent): void {
  const batch: OpenBatch = { reference, content, answer: client.replies.take(), timer: undefined };
  batch.timer = client.server.core.clock.after(LONGEST, () => expire(client, batch));
  extraOf(client).batch = batch;
}

/** A line with the tag `batch`. False where the client has no batches, so that the tag says nothing. */
export function intoBatch(client: Client, line: Line, tags: ReadonlyMap<string, string>): boolean {
  const reference = tags.get('batch');
  const open = client.extra?.batch;
  if (reference === undefined || (!open && line.command === 'BATCH')) return false;
  if (open && !open.content) return true; // what was wrong with it has been told
  if (open?.reference !== reference) breakBatch(client, reference, invalid('No such batch is open'));
  else if (line.command === 'BATCH') breakBatch(client, reference, invalid('Batches cannot be nested'));
  else {
    const fault = open.content?.add(line, tags);
    if (fault) breakBatch(client, reference, fault);
  }
  return true;
}

export function invalid(text: string): BatchFault {
  return { code: 'MULTILINE_INVALID', context: [], text };
}

export function isFault(result: Result | BatchFault): result is BatchFault {
  return typeof result === 'object' && 'code' in result;
}

/** Tells what is wrong, in answer to the line that began it, once; what still comes of it is dropped. */
export function breakBatch(client: Client, reference: string, fault: BatchFault): void {
  const answer = client.extra?.batch?.answer;
  discard(client.extra?.batch);
  extraOf(client).batch = { reference, content: undefined, answer: undefined, timer: undefined };
  client.replies.adopt(answer);
  client.fail('BATCH', fault.code, fault.context, fault.text);
}

/** The batch is over; its answer is what the client is told from here on. */
export function settleBatch(client: Client, open: OpenBatch): void {
  open.timer?.cancel();
  client.replies.adopt(open.answer);
  open.answer = undefined;
}

/** Forgets it without a word. */
export function discard(open: OpenBatch | undefined): void {
  if (!open) return;
  open.timer?.cancel();
  open.content = undefined;
  open.answer = undefined;
}

/** IRCv3 client-batch, "Errors": not in answer to a command, so its label is answered here. */
function expire(client: Client, open: OpenBatch): void {
  if (client.isEnding || !open.content || client.extra?.batch !== open) return;
  const text = 'The batch was open for too long';
  const bytes = encodeLine(
    formatLine(client.server.config.serverName, 'FAIL', ['BATCH', 'TIMEOUT', open.reference, text]),
  );
  const { answer } = open;
  discard(open);
  if (!answer) return client.connection.send(bytes);
  answer.add(bytes);
  answer.close();
}
