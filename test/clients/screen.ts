import { spawnSync } from 'node:child_process';

/** A terminal of its own (tmux) with a program in it. */
export interface Screen {
  /** Types a line and Enter. */
  type(line: string): void;
  /** What is on it now, lines that were wrapped joined. */
  text(): string;
  /** Ends the program with its own command, and the terminal at the latest with it. Harmless where it has ended. */
  close(farewell: string): void;
}

/** So that the terminals of two runs, or of a developer, never meet. */
const SERVER = `causeway-${process.pid}`;

export function openScreen(name: string, command: string, env: Readonly<Record<string, string>> = {}): Screen {
  const settings = Object.entries({ TERM: 'screen', LC_ALL: 'C.UTF-8', ...env }).map(
    ([key, value]) => `${key}=${quote(value)}`,
  );
  tmux('new-session', '-d', '-s', name, '-x', '250', '-y', '60', `env ${settings.join(' ')} ${command}`);
  return {
    type(line) {
      tmux('send-keys', '-t', name, '-l', '--', line);
      tmux('send-keys', '-t', name, 'Enter');
    },
    text: () => tmux('capture-pane', '-p', '-J', '-t', name),
    close(farewell) {
      run(['send-keys', '-t', name, '-l', '--', farewell]);
      run(['send-keys', '-t', name, 'Enter']);
      run(['kill-session', '-t', name]);
    },
  };
}

export function quote(word: string): string {
  return `'${word.replaceAll("'", "'\\''")}'`;
}

function tmux(...args: readonly string[]): string {
  const { status, stdout, stderr } = run(args);
  if (status !== 0) throw new Error(`tmux ${args[0]}: ${stderr}`);
  return stdout;
}

function run(args: readonly string[]) {
  return spawnSync('tmux', ['-L', SERVER, '-f', '/dev/null', ...args], { encoding: 'utf8' });
}
