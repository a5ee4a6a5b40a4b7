import { hash } from 'node:crypto';

// PostgreSQL's text holds no NUL, and UTF-8 no lone surrogate. Both are written as U+FDD0 (a noncharacter, so nobody's text)
// and four hex digits; so is U+FDD0 itself. Every JavaScript string survives unchanged.
const ESCAPE = '\uFDD0';
const UNSTORABLE = /[\0\uFDD0\p{Cs}]/gu;
/** Finds any surrogate, paired or not, and is much quicker than telling them apart. */
const SUSPECT = /[\0\uFDD0\uD800-\uDFFF]/;
const ESCAPED = /\uFDD0([0-9a-f]{4})/g;

/** A string as it is stored. */
export function encodeText(text: string): string {
  if (!SUSPECT.test(text)) return text;
  return text.replace(UNSTORABLE, (unit) => ESCAPE + unit.charCodeAt(0).toString(16).padStart(4, '0'));
}

/** The string that was stored. */
export function decodeText(stored: string): string {
  if (!stored.includes(ESCAPE)) return stored;
  return stored.replace(ESCAPED, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
}

export function encodeOptional(text: string | undefined): string | null {
  return text === undefined ? null : encodeText(text);
}

export function decodeOptional(stored: string | null): string | undefined {
  return stored === null ? undefined : decodeText(stored);
}

/** A key of any length and content as 128 bits of SHA-256 in the form of a UUID, for unique indexes. */
export function digestOf(...parts: readonly string[]): string {
  const hex = hash('sha256', JSON.stringify(parts), 'hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20, 32)].join('-');
}

/** A PostgreSQL array literal of strings as they are, for `${…}::text[]`. */
export function textArray(values: readonly (string | null)[]): string {
  // Appended to one string in one pass: batches of a busy archive spend most of their time here.
  let literal = '{';
  for (let i = 0; i < values.length; i++) {
    const value = values[i] as string | null;
    if (i > 0) literal += ',';
    if (value === null) literal += 'NULL';
    else literal += QUOTED.test(value) ? `"${value.replace(/["\\]/g, '\\$&')}"` : `"${value}"`;
  }
  return `${literal}}`;
}

const QUOTED = /["\\]/;

/** The same of values that need no quoting: UUIDs, numbers, nulls. */
export function plainArray(values: readonly (string | number | null)[]): string {
  return `{${values.map((value) => value ?? 'NULL').join(',')}}`;
}

/** PostgreSQL's number for the type json: a parameter of it is serialised by the client library. */
export const JSON_OID = 114;
