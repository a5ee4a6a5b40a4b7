/** A name as it is compared: never shown, never compared with an unfolded one. */
export type Folded = string & { readonly folded: true };

/**
 * For names in ASCII CASEMAPPING=ascii: A-Z to a-z and nothing else (SEMANTICS 1.1). Others, which only CASEMAPPING=precis lets
 * people have, as a localpart is compared (UsernameCaseMapped, RFC 8265 3.3): so one function serves both.
 */
export function fold(name: string): Folded {
  const lower = name.replace(/[A-Z]+/g, (letters) => letters.toLowerCase());
  if (/^[\x00-\x7f]*$/.test(lower)) return lower as Folded;
  return lower.normalize('NFKC').toLowerCase().normalize('NFC') as Folded;
}

export function sameName(a: string, b: string): boolean {
  return a === b || fold(a) === fold(b);
}
