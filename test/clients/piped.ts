import { spawn } from 'node:child_process';

/** A program that is written to line by line and prints what it sees. */
export interface Piped {
  type(line: string): void;
  /** All it has printed. */
  shown(): string;
  readonly hasEnded: boolean;
  /** Says goodbye; ends it where it does not go by itself. */
  close(farewell?: string): Promise<void>;
}

const GRACE_MS = 3000;

export function openPiped(program: string, args: readonly string[]): Piped {
  const child = spawn(program, args, { stdio: ['pipe', 'pipe', 'pipe'] });
  process.once('exit', () => void child.kill('SIGKILL'));
  const gone = new Promise<void>((resolve) => void child.once('close', () => resolve()));
  let shown = '';
  let hasEnded = false;
  void gone.then(() => (hasEnded = true));
  child.stdout.setEncoding('utf8').on('data', (text: string) => void (shown += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => void (shown += text));
  child.stdin.on('error', () => undefined); // it ended: what it showed tells why
  const type = (line: string): void => void child.stdin.write(`${line}\n`);
  return {
    type,
    shown: () => shown,
    get hasEnded() {
      return hasEnded;
    },
    async close(farewell) {
      if (farewell === undefined) child.kill();
      else type(farewell);
      const late = setTimeout(() => child.kill('SIGKILL'), GRACE_MS);
      await gone;
      clearTimeout(late);
    },
  };
}
