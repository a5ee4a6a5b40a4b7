const HAS_CODES = /[\x02-\x04\x0f\x11\x16\x1d-\x1f]/;
const CODES = /\x03(?:\d{1,2}(?:,\d{1,2})?)?|\x04(?:[\da-f]{6}(?:,[\da-f]{6})?)?|[\x02\x0f\x11\x16\x1d-\x1f]/gi;

/** Text without IRC formatting; the numbers of colours go with their codes (SEMANTICS 5.3). */
export function withoutFormatting(text: string): string {
  return HAS_CODES.test(text) ? text.replace(CODES, '') : text;
}
