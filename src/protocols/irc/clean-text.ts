// Formatting that IRC clients use (bold, colour, monospace, reverse, italic, strike, underline, plain) stays as typed.
const CONTROLS = /[\x00\x01\x05-\x0e\x10\x12-\x15\x17-\x1c\x7f]/g;

/** What somebody typed without control characters that mean nothing in text; those for colour and style stay (SEMANTICS 5.3). */
export function cleanText(text: string): string {
  return text.replace(CONTROLS, (char) => (char === '\x0f' ? char : char === '\t' ? '\t' : ''));
}
