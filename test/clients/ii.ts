import { spawn } from 'node:child_process';
import { appendFileSync, existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOM, sees, type Login, type RealClient } from './client.ts';

const SERVER = '127.0.0.1';

/** ii: a folder with a FIFO to write to and a file to read for each room. It cannot log in: a guest. */
export async function openIi({ folder, port, nick }: Login): Promise<RealClient> {
  mkdirSync(folder, { recursive: true });
  const child = spawn('ii', ['-s', SERVER, '-p', String(port), '-n', nick, '-i', folder, '-f', nick], {
    stdio: 'ignore',
  });
  const gone = new Promise<void>((resolve) => void child.once('exit', () => resolve()));
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
    async close() {
      child.kill();
      await gone;
    },
  };
  await sees(client, /MOTD/);
  return client;
}

function texts(place: string): string[] {
  if (!existsSync(place)) return [];
  return ['', ...readdirSync(place)].flatMap((name) => {
    const file = join(place, name, 'out');
    return existsSync(file) ? [readFileSync(file, 'utf8')] : [];
  });
}
