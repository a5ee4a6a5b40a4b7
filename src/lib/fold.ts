/** A name as it is compared: never shown, never compared with an unfolded one. */
export type Folded = string & { readonly folded: true };

/** CASEMAPPING=ascii: A-Z to a-z and nothing else (SEMANTICS 1.1). */
export function fold(name: string): Folded {
  return name.replace(/[A-Z]+/g, (letters) => letters.toLowerCase()) as Folded;
}

export function sameName(a: string, b: string): boolean {
  return a === b || fold(a) === fold(b);
}
