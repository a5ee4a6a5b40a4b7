import { sameName } from '../../lib/fold.ts';
import { isRefusal, Later } from '../../core/refusal.ts';
import { invalid, type BatchContent, type BatchFault } from './client-batch.ts';
import type { Client } from './client.ts';
import type { Result } from './command.ts';
import { linesDraftOf } from './draft.ts';
import type { MessageLine } from './message-lines.ts';
import { findPseudo } from './pseudo.ts';
import { spellRefusal } from './refusals.ts';
import { sendMessage } from './send-message.ts';
import type { Line } from './wire/line.ts';

const CONCAT = 'draft/multiline-concat';

/** One message of several lines on its way from a client. */
export class Multiline implements BatchContent {
  readonly #target: string;
  readonly #tags: ReadonlyMap<string, string> | undefined;
  readonly #limits: { readonly bytes: number; readonly lines: number };
  readonly #lines: MessageLine[] = [];
  #command = '';
  #bytes = 0;

  constructor(client: Client, target: string) {
    this.#target = target;
    this.#tags = client.tags;
    this.#limits = client.server.config.multiline;
  }

  /** IRCv3 multiline, "Batch types" and "Errors". */
  add({ command, params }: Line, tags: ReadonlyMap<string, string>): BatchFault | undefined {
    const [target = '', text] = params;
    if (command !== 'PRIVMSG' && command !== 'NOTICE') return invalid('A multiline batch holds PRIVMSG or NOTICE only');
    if (this.#command !== '' && this.#command !== command) return invalid('PRIVMSG and NOTICE in one multiline batch');
    if (!sameName(target, this.#target)) {
      const context = [this.#target, target || '*'];
      return { code: 'MULTILINE_INVALID_TARGET', context, text: 'Invalid multiline target' };
    }
    if (text === undefined) return invalid('A line of the multiline batch has no text');
    const continues = tags.has(CONCAT);
    if (continues && text === '') return invalid('Invalid multiline batch with concatenated blank line');
    this.#command = command;
    this.#bytes += Buffer.byteLength(text) + (continues || this.#lines.length === 0 ? 0 : 1);
    this.#lines.push({ text, continues: continues && this.#lines.length > 0 });
    return this.#excess();
  }

  #excess(): BatchFault | undefined {
    const { bytes, lines } = this.#limits;
    if (this.#lines.length > lines)
      return { code: 'MULTILINE_MAX_LINES', context: [String(lines)], text: 'Multiline batch max-lines exceeded' };
    if (this.#bytes > bytes)
      return { code: 'MULTILINE_MAX_BYTES', context: [String(bytes)], text: 'Multiline batch max-bytes exceeded' };
    return undefined;
  }

  end(client: Client): Result | BatchFault {
    if (this.#lines.every(({ text }) => text.trim() === ''))
      return invalid('Invalid multiline batch with blank lines only');
    if (findPseudo(client.server, this.#target)) return invalid('A service is told one line at a time');
    const isNotice = this.#command === 'NOTICE';
    const draft = linesDraftOf(client, this.#lines, isNotice, this.#tags);
    if (!draft) return invalid('Invalid multiline batch with blank lines only');
    const outcome = sendMessage(client, this.#target, draft, !isNotice);
    if (outcome instanceof Later) return outcome;
    if (isRefusal(outcome) && !isNotice) {
      client.replies.line(spellRefusal(client, outcome, { command: this.#command, params: [this.#target] }));
    }
    client.input?.owe(Math.ceil(this.#bytes / 512));
    return undefined;
  }
}
