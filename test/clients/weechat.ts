import { appendFileSync, existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOM, sees, type Login, type RealClient } from './client.ts';
import { openPiped } from './piped.ts';

/** weechat-headless, logged in with SCRAM-SHA-256, typed into through its FIFO; what it shows is read from its logs. */
export async function openWeechat(login: Login): Promise<RealClient> {
  const { folder, nick } = login;
  mkdirSync(folder, { recursive: true });
  const commands = settings(login).flatMap((command) => ['-r', command]);
  const weechat = openPiped('weechat-headless', ['-d', folder, ...commands, '-r', '/connect cw']);
  const fifo = join(folder, 'fifo');
  const write = (buffer: string, line: string): void => appendFileSync(fifo, `irc.${buffer} *${line}\n`);
  const client: RealClient = {
    program: `weechat (${nick})`,
    nick,
    async join() {
      write('server.cw', `/join #${ROOM}`);
      await sees(client, new RegExp(`${nick}\\W.*has joined #${ROOM}`));
    },
    say: (text) => write(`cw.#${ROOM}`, text),
    act: (text) => write(`cw.#${ROOM}`, `/me ${text}`),
    setTopic: (text) => write(`cw.#${ROOM}`, `/topic ${text}`),
    kick: (whom, reason) => write(`cw.#${ROOM}`, `/kick ${whom} ${reason}`),
    type: (line) => write('server.cw', line),
    shown: () => [weechat.shown(), ...logTexts(join(folder, 'logs'))].join('\n'),
    async close() {
      if (existsSync(fifo)) write('server.cw', '/quit');
      await weechat.close();
    },
  };
  await sees(client, /MOTD/);
  return client;
}

/** Older ones say ssl where newer ones say tls; what one does not know it only complains of. */
function settings({ folder, port, nick, password }: Login): string[] {
  const of = (name: string, value: string): string => `/set irc.server.cw.${name} ${value}`;
  return [
    `/server add cw 127.0.0.1/${port}`,
    of('ssl', 'off'),
    of('tls', 'off'),
    of('nicks', nick),
    of('sasl_mechanism', 'scram-sha-256'),
    of('sasl_username', nick),
    of('sasl_password', password),
    of('sasl_fail', 'disconnect'),
    of('capabilities', '*'),
    of('autoreconnect_delay', '1'),
    of('anti_flood_prio_high', '0'),
    of('anti_flood_prio_low', '0'),
    '/set irc.network.autoreconnect_delay_growing 1',
    '/set logger.file.flush_delay 0',
    `/set logger.file.path ${join(folder, 'logs')}`,
    `/set fifo.file.path ${join(folder, 'fifo')}`,
    '/fifo disable',
    '/fifo enable',
  ];
}

function logTexts(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder).map((name) => readFileSync(join(folder, name), 'utf8'));
}
