import { join } from 'node:path';
import { packageRoot } from '../../src/lib/package-root.ts';
import { ROOM, sees, type Login, type RealClient } from './client.ts';
import { openPiped } from './piped.ts';
import { PYTHON } from './slixmpp.ts';

/** A small program on Debian's python3-irc, which knows PASS only and negotiates nothing. It connects again by itself. */
export async function openPythonIrc({ nick, port, password }: Login): Promise<RealClient> {
  const script = join(packageRoot(), 'test', 'clients', 'python_irc_user.py');
  const user = openPiped(PYTHON, ['-u', script, '127.0.0.1', String(port), nick, `#${ROOM}`]);
  const client: RealClient = {
    program: `python3-irc (${nick})`,
    nick,
    async join() {
      user.type('join');
      await sees(client, new RegExp(`${nick} has joined #${ROOM}`));
    },
    say: (text) => user.type(`say ${text}`),
    act: (text) => user.type(`act ${text}`),
    setTopic: (text) => user.type(`topic ${text}`),
    kick: (whom, reason) => user.type(`kick ${whom} ${reason}`),
    type: user.type,
    shown: user.shown,
    close: () => user.close('quit'),
  };
  user.type(`${nick}:${password}`);
  await sees(client, /registered as/);
  return client;
}
