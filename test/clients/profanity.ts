import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOM, sees, type Login, type RealClient } from './client.ts';
import { openScreen } from './screen.ts';

/** profanity, over STARTTLS. What it shows is read from its screen and the room's log that it writes. */
export async function openProfanity(login: Login): Promise<RealClient> {
  const { folder, nick, domain } = login;
  const [config, data] = [join(folder, 'config'), join(folder, 'data')];
  for (const place of [config, data]) mkdirSync(join(place, 'profanity'), { recursive: true });
  writeFileSync(join(data, 'profanity', 'accounts'), accountText(login));
  writeFileSync(
    join(config, 'profanity', 'profrc'),
    `[connection]\naccount=${nick}\n[logging]\nchlog=true\ngrlog=true\n`,
  );
  const env = { HOME: folder, XDG_CONFIG_HOME: config, XDG_DATA_HOME: data };
  const screen = openScreen(`profanity-${nick}`, 'profanity', env);
  const client: RealClient = {
    program: `profanity (${nick})`,
    nick,
    async join() {
      screen.type(`/join ${ROOM}@rooms.${domain}`);
      await sees(client, /You have joined the room/);
    },
    say: (text) => screen.type(text),
    act: (text) => screen.type(`/me ${text}`),
    setTopic: (text) => screen.type(`/subject set "${text}"`),
    kick: (whom, reason) => screen.type(`/kick ${whom} "${reason}"`),
    type: (line) => screen.type(line),
    shown: () => [...logTexts(join(data, 'profanity', 'chatlogs')), screen.text()].join('\n'),
    async close() {
      screen.close('/quit');
    },
  };
  await sees(client, /logged in successfully/);
  return client;
}

function accountText({ nick, domain, port, password }: Login): string {
  return `[${nick}]
enabled=true
jid=${nick}@${domain}
server=127.0.0.1
port=${port}
resource=profanity
password=${password}
tls.policy=trust
muc.service=rooms.${domain}
muc.nick=${nick}
`;
}

function logTexts(folder: string): string[] {
  if (!existsSync(folder)) return [];
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => readFileSync(join(entry.parentPath ?? entry.path, entry.name), 'utf8'));
}
