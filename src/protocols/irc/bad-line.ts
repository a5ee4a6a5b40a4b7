import type { Client } from './client.ts';
import { openReplies } from './dispatch.ts';
import type { BadLine } from './wire/framer.ts';
import { parseLine } from './wire/line.ts';

/** Answers a line that is not carried out, with its label if that can be read; nothing in it goes any further. */
export function answerBadLine(client: Client, { fault, text }: BadLine): void {
  if (fault === 'endless') return client.end('Input line was too long');
  const line = parseLine(text);
  openReplies(client, line?.tags);
  const command = line?.command ?? '*';
  if (fault === 'too-long') client.numeric('ERR_INPUTTOOLONG');
  else if (fault === 'not-utf8') {
    const text = 'Message rejected, your IRC software MUST use UTF-8 encoding on this network';
    client.fail(command, 'INVALID_UTF8', [], text); // utf8-only, "Standard replies"
  } else client.numericText('ERR_UNKNOWNERROR', [command], 'The line has a character that no line may have');
  client.replies.close();
}
