const UNITS: Readonly<Record<string, number>> = {
  s: 1000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 7 * 86_400_000,
  y: 365 * 86_400_000,
};

/** The milliseconds in `30m`, `7d` or `1d12h`, at least a second and at most a hundred years; undefined for anything else. */
export function parseSpan(text: string): number | undefined {
  if (!/^(\d{1,9}[smhdwy]){1,6}$/.test(text)) return undefined;
  let span = 0;
  for (const [, count, unit] of text.matchAll(/(\d+)([a-z])/g))
    span += Number(count) * (UNITS[unit as string] as number);
  return span >= 1000 && span <= 100 * (UNITS.y as number) ? span : undefined;
}
