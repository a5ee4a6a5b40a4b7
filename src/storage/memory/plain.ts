/** A store whose methods answer at once; the storage wraps them in promises (and faults). */
export type Plain<Store> = {
  [Method in keyof Store]: Store[Method] extends (...args: infer Args) => Promise<infer Result>
    ? (...args: Args) => Result
    : never;
};

/** Order of the UTF-8 bytes, as PostgreSQL's "C" collation has it; differs from JavaScript's beyond the BMP. */
export function byBytes(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}
