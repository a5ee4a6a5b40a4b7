import { oneLine } from './wire/format.ts';
import { splitText } from './wire/split.ts';

/** One line of a message; `continues`: together with the one before it is one line of the text. */
export interface MessageLine {
  readonly text: string;
  readonly continues: boolean;
}

const BREAK = /\r\n|\r|\n/;

/**
 * A body as lines of at most `budget` bytes: cut where its sender cut it (offsets into the body), at its line breaks, and
 * wherever a piece is still too long (RELIABILITY B-06).
 */
export function messageLines(
  body: string,
  cuts: readonly number[] | undefined,
  budget: number,
): readonly MessageLine[] {
  if (cuts === undefined && !BREAK.test(body)) return pieces(body, false, budget);
  const lines: MessageLine[] = [];
  let from = 0;
  for (const to of [...(cuts ?? []), body.length]) {
    for (const [i, text] of body.slice(from, to).split(BREAK).entries()) {
      lines.push(...pieces(text, i === 0 && from > 0, budget));
    }
    from = to;
  }
  return lines;
}

function pieces(text: string, continues: boolean, budget: number): MessageLine[] {
  return splitText(oneLine(text), budget).map((piece, i) => ({ text: piece, continues: continues || i > 0 }));
}

/** Lines that say nothing are for those only who see the message as a whole (IRCv3 multiline, "Fallback"). */
export function isBlank({ text }: MessageLine): boolean {
  return text.trim() === '';
}
