import { spawn } from 'node:child_process';
import { appendFileSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { ROOM, sees, until, type Login, type RealClient } from './client.ts';

const SERVER = '127.0.0.1';

/** ii, logged in with PASS: a folder with a FIFO to write to and a file to read for each room. It ends with its connection. */
export async function openIi({ folder, port, nick, password }: Login): Promise<RealClient> {
  mkdirSync(folder, { recursive: true });
  let ii = start({ folder, port, nick, password });
  const place = join(folder, SERVER);
  const write = (where: string, line: string): void => appendFileSync(join(place, where, 'in'), `${line}\n`);
  const client: RealClient = {
    program: `ii (${nick})`,
    nick,
    async join() {
      write('', `/j #${ROOM}`);
      await sees(client, new RegExp(`${nick}\\S* has joined #${ROOM}`));
    },
    say: (text) => write(`#${ROOM}`, text),
    act: (text) => write(`#${ROOM}`, `\x01ACTION ${text}\x01`),
    setTopic: (text) => write(`#${ROOM}`, `/t ${text}`),
    kick: (whom, reason) => write('', `/KICK #${ROOM} ${whom} :${reason}`),
    type: (line) => write('', line),
    shown: () => texts(place).join('\n'),
    async startAgain() {
      await ii.close();
      // What is left of the last one's FIFOs has no reader.
      for (const name of ['', `#${ROOM}`]) rmSync(join(place, name, 'in'), { force: true });
      ii = start({ folder, port, nick, password });
      await until(() => existsSync(join(place, 'in')));
      write('', `/j #${ROOM}`);
      await until(() => existsSync(join(place, `#${ROOM}`, 'in')));
    },
    close: () => ii.close(),
  };
  await sees(client, /MOTD/);
  return client;
}

function start({ folder, port, nick, password }: Omit<Login, 'domain'>): { close(): Promise<void> } {
  const args = ['-s', SERVER, '-p', String(port), '-n', nick, '-i', folder, '-f', nick, '-k', 'II_PASSWORD'];
  const child = spawn('ii', args, { stdio: 'ignore', env: { ...process.env, II_PASSWORD: `${nick}:${password}` } });
  const gone = new Promise<void>((resolve) => void child.once('exit', () => resolve()));
  return {
    async close() {
      child.kill();
      await gone;
    },
  };
}

function texts(place: string): string[] {
  if (!existsSync(place)) return [];
  return ['', ...readdirSync(place)].flatMap((name) => {
    const file = join(place, name, 'out');
    return existsSync(file) ? [readFileSync(file, 'utf8')] : [];
  });
}
