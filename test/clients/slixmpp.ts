import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { packageRoot } from '../../src/lib/package-root.ts';
import { ROOM, sees, type Login, type RealClient } from './client.ts';

/** Debian's own interpreter: another one would not find Debian's packages. */
export const PYTHON = '/usr/bin/python3';

/** A small program on slixmpp, over STARTTLS, that takes commands line by line and says what it sees. */
export async function openSlixmpp({ nick, domain, port, password }: Login): Promise<RealClient> {
  const script = join(packageRoot(), 'test', 'clients', 'slixmpp_user.py');
  const address = `${nick}@${domain}`;
  const child = spawn(PYTHON, ['-u', script, address, '127.0.0.1', String(port), `${ROOM}@rooms.${domain}`], {
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  const gone = new Promise<void>((resolve) => void child.once('exit', () => resolve()));
  let shown = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => void (shown += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => void (shown += text));
  child.stdin.on('error', () => undefined); // it ended: what it showed tells why
  const type = (line: string): void => void child.stdin.write(`${line}\n`);
  const client: RealClient = {
    program: `slixmpp (${nick})`,
    nick,
    async join() {
      type('join');
      await sees(client, /You have joined the room/);
    },
    say: (text) => type(`say ${text}`),
    act: (text) => type(`say /me ${text}`),
    setTopic: (text) => type(`subject ${text}`),
    kick: (whom, reason) => type(`kick ${whom} ${reason}`),
    type,
    shown: () => shown,
    async close() {
      type('quit');
      const late = setTimeout(() => child.kill('SIGKILL'), 3000);
      await gone;
      clearTimeout(late);
    },
  };
  type(password);
  await sees(client, /logged in successfully/);
  return client;
}
