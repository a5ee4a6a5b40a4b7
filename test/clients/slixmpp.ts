import { join } from 'node:path';
import { packageRoot } from '../../src/lib/package-root.ts';
import { ROOM, sees, type Login, type RealClient } from './client.ts';
import { openPiped } from './piped.ts';

/** Debian's own interpreter: another one would not find Debian's packages. */
export const PYTHON = '/usr/bin/python3';

/** A small program on slixmpp, over STARTTLS, that takes commands line by line and says what it sees. */
export async function openSlixmpp({ nick, domain, port, password }: Login): Promise<RealClient> {
  const script = join(packageRoot(), 'test', 'clients', 'slixmpp_user.py');
  const address = `${nick}@${domain}`;
  const user = openPiped(PYTHON, ['-u', script, address, '127.0.0.1', String(port), `${ROOM}@rooms.${domain}`]);
  const client: RealClient = {
    program: `slixmpp (${nick})`,
    nick,
    async join() {
      user.type('join');
      await sees(client, /You have joined the room/);
    },
    say: (text) => user.type(`say ${text}`),
    act: (text) => user.type(`say /me ${text}`),
    setTopic: (text) => user.type(`subject ${text}`),
    kick: (whom, reason) => user.type(`kick ${whom} ${reason}`),
    type: user.type,
    shown: user.shown,
    close: () => user.close('quit'),
  };
  user.type(password);
  await sees(client, /logged in successfully/);
  return client;
}
