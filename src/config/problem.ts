/** One thing wrong with the configuration, in parts; `formatProblem` makes the line for people. */
export interface ConfigProblem {
  /** The file as named by the operator, or the environment variable. */
  readonly source: string;
  /** Counted from 1; absent for the environment and for keys that are missing. */
  readonly line: number | undefined;
  /** Dotted; empty where the text does not even parse. */
  readonly key: string;
  /** What is wrong: "unknown key", "wrong value", or a sentence on keys that do not go together. */
  readonly what: string;
  /** The value found, as TOML; absent where there is none or it must not be shown. */
  readonly found: string | undefined;
  readonly allowed: string | undefined;
  /** The known key most like an unknown one. */
  readonly nearest: string | undefined;
}

/** Something the operator should know that stops nothing. */
export interface ConfigNote {
  /** A warning asks for a change; a note only tells. */
  readonly grade: 'note' | 'warning';
  readonly source: string;
  readonly line: number | undefined;
  readonly key: string;
  readonly text: string;
}

/** `causeway.toml:12: limits.sendq: wrong value; found "4X"; allowed: …`, one line. */
export function formatProblem(problem: ConfigProblem): string {
  const parts = [problem.what];
  if (problem.found !== undefined) parts.push(`found ${problem.found}`);
  if (problem.nearest !== undefined) parts.push(`did you mean ${problem.nearest}?`);
  if (problem.allowed !== undefined) parts.push(`allowed: ${problem.allowed}`);
  return `${place(problem)}${parts.join('; ')}`;
}

export function formatNote(note: ConfigNote): string {
  return `${place(note)}${note.text}`;
}

function place({ source, line, key }: Pick<ConfigProblem, 'source' | 'line' | 'key'>): string {
  const position = line === undefined ? source : `${source}:${line}`;
  return key === '' ? `${position}: ` : `${position}: ${key}: `;
}
