// Formatting that IRC clients use (bold, colour, monospace, reverse, italic, strike, underline, plain) and tabs stay as typed;
// U+FFFE and U+FFFF are no characters, and XML cannot say them either.
const MEANINGLESS = /[\x00\x01\x05-\x08\x0a-\x0e\x10\x12-\x15\x17-\x1c\x7f\ufffe\uffff]/g;
const ANY_CONTROL = /[\x00-\x1f\x7f\ufffe\uffff]/g;

/** What somebody typed without control characters that mean nothing in text; those for colour and style stay (SEMANTICS 5.3). */
export function cleanText(text: string): string {
  return text.replace(MEANINGLESS, '');
}

/** The same for what stands in the place of a name: nothing may look like anything else (RELIABILITY B-11). */
export function cleanName(text: string): string {
  return text.replace(ANY_CONTROL, '');
}
