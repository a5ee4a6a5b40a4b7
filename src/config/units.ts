const SIZE = /^(\d{1,15})([KMGT]?)$/i;
const DURATION = /^(\d{1,12})(ms|s|m|h|d|w|y)$/;
const SIZE_STEPS: Readonly<Record<string, number>> = { '': 1, K: 2 ** 10, M: 2 ** 20, G: 2 ** 30, T: 2 ** 40 };
const DAY = 86_400_000;
const DURATION_STEPS: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
  d: DAY,
  w: 7 * DAY,
  y: 365 * DAY,
};

/** The bytes in `16K`, `4M`, `1G` or a plain number (powers of 1024), or undefined where it is no size. */
export function parseSize(text: string): number | undefined {
  const [, digits, unit] = SIZE.exec(text.trim()) ?? [];
  if (digits === undefined || unit === undefined) return undefined;
  const bytes = Number(digits) * (SIZE_STEPS[unit.toUpperCase()] ?? Number.NaN);
  return Number.isSafeInteger(bytes) ? bytes : undefined;
}

/** The milliseconds in `30s`, `10m`, `7d`, `2y`; 0 for `0`; Infinity for `forever`; undefined where it is no duration. A year has 365 days. */
export function parseDuration(text: string): number | undefined {
  const plain = text.trim();
  if (plain === '0') return 0;
  if (plain === 'forever') return Number.POSITIVE_INFINITY;
  const [, digits, unit] = DURATION.exec(plain) ?? [];
  if (digits === undefined || unit === undefined) return undefined;
  const milliseconds = Number(digits) * (DURATION_STEPS[unit] ?? Number.NaN);
  return Number.isSafeInteger(milliseconds) ? milliseconds : undefined;
}
