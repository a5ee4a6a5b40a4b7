import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOM, sees, type Login, type RealClient } from './client.ts';
import { openScreen, quote } from './screen.ts';

/** irssi, logged in with SASL. What it shows is read from the logs that it writes. */
export async function openIrssi(login: Login): Promise<RealClient> {
  const { folder, nick } = login;
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'config'), configText(login));
  const screen = openScreen(`irssi-${nick}`, `irssi --home=${quote(folder)}`);
  const logs = join(folder, 'logs');
  const client: RealClient = {
    program: `irssi (${nick})`,
    nick,
    async join() {
      client.type(`/join #${ROOM}`);
      await sees(client, new RegExp(`${nick} .*has joined #${ROOM}`));
    },
    say: (text) => client.type(`/msg #${ROOM} ${text}`),
    act: (text) => client.type(`/action #${ROOM} ${text}`),
    setTopic: (text) => client.type(`/topic #${ROOM} ${text}`),
    kick: (whom, reason) => client.type(`/kick #${ROOM} ${whom} ${reason}`),
    type: (line) => screen.type(line),
    logged: () => logTexts(logs).join('\n'),
    shown: () => [...logTexts(logs), screen.text()].join('\n'),
    async close() {
      screen.close('/quit');
    },
  };
  await sees(client, /MOTD/);
  return client;
}

/** irssi sends five commands at once and then one in two seconds, unless it is told otherwise. */
function configText({ folder, port, nick, password }: Login): string {
  return `servers = ( { address = "127.0.0.1"; chatnet = "cw"; port = "${port}"; use_tls = "no"; autoconnect = "yes"; } );
chatnets = { cw = { type = "IRC"; nick = "${nick}"; sasl_mechanism = "PLAIN"; sasl_username = "${nick}"; sasl_password = "${password}"; }; };
settings = {
  core = { server_reconnect_time = "1s"; real_name = "${nick}"; user_name = "${nick}"; nick = "${nick}"; };
  "irc/core" = { cmd_queue_speed = "1msec"; cmds_max_at_once = "1000"; };
  "fe-common/core" = { autolog = "yes"; autolog_path = "${join(folder, 'logs')}/$0.log"; autolog_level = "ALL"; };
};
`;
}

function logTexts(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder).map((name) => readFileSync(join(folder, name), 'utf8'));
}
