import { ROOM, sees, type Login, type RealClient } from './client.ts';
import { openPiped } from './piped.ts';

/** sic, logged in with PASS: it knows no capabilities, prints all that it is sent, and ends with its connection. */
export async function openSic({ port, nick, password }: Login): Promise<RealClient> {
  const open = () => openPiped('sic', ['-h', '127.0.0.1', '-p', String(port), '-n', nick, '-k', `${nick}:${password}`]);
  let sic = open();
  let before = '';
  const type = (line: string): void => sic.type(line);
  const client: RealClient = {
    program: `sic (${nick})`,
    nick,
    async join() {
      type(`:j #${ROOM}`);
      await sees(client, new RegExp(`${nick}\\s+: .* >< JOIN .*#${ROOM}`));
    },
    say: (text) => type(`:m #${ROOM} ${text}`),
    act: (text) => type(`:m #${ROOM} \x01ACTION ${text}\x01`),
    setTopic: (text) => type(`:TOPIC #${ROOM} :${text}`),
    kick: (whom, reason) => type(`:KICK #${ROOM} ${whom} :${reason}`),
    type,
    shown: () => before + sic.shown(),
    async startAgain() {
      await sic.close();
      before += sic.shown();
      sic = open();
    },
    close: () => sic.close(),
  };
  await sees(client, /MOTD/);
  return client;
}
