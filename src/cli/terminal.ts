import type { Readable, Writable } from 'node:stream';
import type { Environment } from '../config/environment.ts';

/** The process as verbs see it; tests hand in their own. */
export interface Terminal {
  readonly stdin: Readable & { readonly isTTY?: boolean };
  readonly stdout: Writable & { readonly isTTY?: boolean };
  readonly stderr: Writable & { readonly isTTY?: boolean };
  readonly env: Environment;
  readonly cwd: string;
}

/** The terminal this process was started on. */
export function processTerminal(): Terminal {
  return { stdin: process.stdin, stdout: process.stdout, stderr: process.stderr, env: process.env, cwd: process.cwd() };
}

/** May answers be coloured? Only on a terminal, and not where NO_COLOR is set (https://no-color.org). */
export function wantsColour({ stdout, env }: Terminal): boolean {
  return stdout.isTTY === true && (env.NO_COLOR ?? '') === '' && env.TERM !== 'dumb';
}

const COLOURS = { red: 31, green: 32, yellow: 33, bold: 1 } as const;

export function paint(terminal: Terminal, colour: keyof typeof COLOURS, text: string): string {
  return wantsColour(terminal) ? `\x1b[${COLOURS[colour]}m${text}\x1b[0m` : text;
}

export function sayLines(stream: Writable, lines: readonly string[]): void {
  if (lines.length > 0) stream.write(`${lines.map(printable).join('\n')}\n`);
}

/** Names and texts come from anybody: nothing in them may steer the terminal. Our own colours stay. */
function printable(line: string): string {
  return line.replace(/\x1b(?!\[(?:0|1|31|32|33)m)|[\x00-\x08\x0a-\x1a\x1c-\x1f\x7f-\x9f]/g, '?');
}
