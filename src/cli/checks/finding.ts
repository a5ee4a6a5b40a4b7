import { paint } from '../terminal.ts';
import type { Terminal } from '../terminal.ts';

export const areas = ['config', 'certs', 'ports', 'storage'] as const;

export type Area = (typeof areas)[number];

/** One fact that a check established. */
export interface Finding {
  readonly grade: 'ok' | 'skip' | 'WARN' | 'FAIL';
  readonly area: Area;
  readonly text: string;
  /** Under a problem: what to do, exactly. */
  readonly fix?: string;
}

/** The lines of a finding: the fact and, under a problem, its fix. */
export function findingLines(terminal: Terminal, { grade, area, text, fix }: Finding): string[] {
  const colour = grade === 'FAIL' ? 'red' : grade === 'WARN' ? 'yellow' : 'green';
  const mark = grade === 'skip' ? grade.padEnd(5) : paint(terminal, colour, grade.padEnd(5));
  const line = `${mark} ${area.padEnd(7)} ${text}`;
  return fix === undefined ? [line] : [line, `      fix: ${fix}`];
}

/** `2 problems (1 fail, 1 warning)`. */
export function summary(findings: readonly Finding[]): string {
  const fails = findings.filter(({ grade }) => grade === 'FAIL').length;
  const warnings = findings.filter(({ grade }) => grade === 'WARN').length;
  if (fails + warnings === 0) return 'no problems';
  const parts = [
    ...(fails > 0 ? [`${fails} fail`] : []),
    ...(warnings > 0 ? [`${warnings} ${warnings === 1 ? 'warning' : 'warnings'}`] : []),
  ];
  return `${fails + warnings} ${fails + warnings === 1 ? 'problem' : 'problems'} (${parts.join(', ')})`;
}
