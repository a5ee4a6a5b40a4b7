/** Made when the first text has to be cut: its tables take milliseconds to load. */
let graphemes: Intl.Segmenter | undefined;

/**
 * Cuts a text without newlines into pieces of at most `budget` bytes of UTF-8: behind a space where one is in the second half
 * of a piece, else between graphemes, and inside one only where it alone is too long (RELIABILITY B-06). Joined, the pieces are
 * the text again.
 */
export function splitText(text: string, budget: number): string[] {
  if (text.length * 3 <= budget || Buffer.byteLength(text) <= budget) return [text];
  const pieces: string[] = [];
  let piece = '';
  let bytes = 0;
  for (const unit of units(text, budget)) {
    const size = Buffer.byteLength(unit);
    if (bytes + size > budget) {
      const cut = wordCut(piece);
      pieces.push(piece.slice(0, cut));
      piece = piece.slice(cut);
      bytes = Buffer.byteLength(piece);
    }
    piece += unit;
    bytes += size;
  }
  pieces.push(piece);
  return pieces;
}

/** Where to end the piece: behind its last space, if not too little would remain. */
function wordCut(piece: string): number {
  const space = piece.lastIndexOf(' ');
  return space >= piece.length / 2 ? space + 1 : piece.length;
}

/** Graphemes; of one that no line can hold its code points. A half surrogate, which UTF-8 cannot say either, passes as it is. */
function* units(text: string, budget: number): Generator<string> {
  graphemes ??= new Intl.Segmenter('en', { granularity: 'grapheme' });
  for (const { segment } of graphemes.segment(text)) {
    // Half of the budget, since what is left of a cut word may stand before it.
    if (Buffer.byteLength(segment) <= budget / 2) yield segment;
    else yield* segment;
  }
}
