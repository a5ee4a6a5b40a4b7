/** Column alignment of a table. */
export type Align = 'left' | 'right';

/** A plain-text table: a header line, a rule, one line a row, columns two spaces apart, no trailing blanks. */
export function formatTable(
  header: readonly string[],
  rows: readonly (readonly string[])[],
  align: readonly Align[],
): string {
  const widths = header.map((title, column) =>
    Math.max(title.length, ...rows.map((row) => (row[column] ?? '').length)),
  );
  const line = (cells: readonly string[]): string =>
    widths
      .map((width, column) => pad(cells[column] ?? '', width, align[column] ?? 'left'))
      .join('  ')
      .trimEnd();
  return [line(header), widths.map((width) => '-'.repeat(width)).join('  '), ...rows.map(line)].join('\n');
}

function pad(text: string, width: number, align: Align): string {
  return align === 'right' ? text.padStart(width) : text.padEnd(width);
}

/** A number for people, three significant digits: 4.21 M, 163 k, 5.03, 0.42; "-" for what is not a number. */
export function formatNumber(value: number): string {
  if (!Number.isFinite(value)) return '-';
  const magnitude = Math.abs(value);
  if (magnitude >= 999_500) return `${(value / 1e6).toPrecision(3)} M`;
  if (magnitude >= 10_000) return `${(value / 1e3).toPrecision(3)} k`;
  if (magnitude >= 1000) return value.toFixed(0);
  if (magnitude === 0) return '0';
  return magnitude < 0.01 ? value.toExponential(1) : value.toPrecision(3);
}
