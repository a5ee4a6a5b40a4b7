/** The spread of the runs of one figure. */
export type Spread = { readonly min: number; readonly median: number; readonly max: number };

/** Smallest, middle and largest of at least one value; with an even count the median is the mean of the middle two. */
export function spread(values: readonly number[]): Spread {
  if (values.length === 0) throw new RangeError('spread of no values');
  const sorted = [...values].sort((a, b) => a - b);
  const half = sorted.length >> 1;
  const upper = at(sorted, half);
  const median = sorted.length % 2 === 1 ? upper : (at(sorted, half - 1) + upper) / 2;
  return { min: at(sorted, 0), median, max: at(sorted, sorted.length - 1) };
}

/** The value that the share `q` of at least one value does not pass. */
export function quantile(values: readonly number[], q: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return at(sorted, Math.max(0, Math.ceil(q * sorted.length) - 1));
}

function at(values: readonly number[], index: number): number {
  const value = values[index];
  if (value === undefined) throw new RangeError(`no value ${index}`);
  return value;
}
