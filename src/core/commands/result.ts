/** What a command ends with; the exit codes of the command line. */
export const exitCodes = { ok: 0, failed: 1, usage: 2, notRunning: 3, problemsFound: 4 } as const;

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

/** What a command gives back, for programs (`data`) and for people (`lines`). A failure is a value like any other. */
export interface Result {
  readonly exit: ExitCode;
  readonly data: Json;
  /** Plain sentences or rows, without line breaks. */
  readonly lines: readonly string[];
}

export function done(lines: readonly string[], data: Json = null): Result {
  return { exit: exitCodes.ok, data, lines };
}

/** The command did nothing, or not all; the last line says what to do about it. */
export function failed(reason: string, lines: readonly string[], exit: ExitCode = exitCodes.failed): Result {
  return { exit, data: { error: reason, text: lines.join(' ') }, lines };
}

export function usage(line: string): Result {
  return failed('usage', [line], exitCodes.usage);
}
