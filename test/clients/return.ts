import assert from 'node:assert/strict';
import type { Cable } from '../e2e/cable.ts';
import type { ServerProcess } from '../faults/server-process.ts';
import type { RawClient } from '../transcripts/client.ts';
import { connectIrc } from '../transcripts/irc-client.ts';
import { connectXmpp } from '../transcripts/xmpp-client.ts';
import { ROOM, sees, until, type Login, type RealClient } from './client.ts';
import type { Report } from './report.ts';
import { token } from './talk.ts';

interface Missed {
  readonly byIrc: string;
  readonly byXmpp: string;
}

/** Where everybody is dropped: the programs' way to the server, and the server. */
export interface Place {
  readonly server: ServerProcess;
  readonly cable: Cable;
  readonly login: Omit<Login, 'folder' | 'port'>;
}

/** The server is started again; while nobody but `login` gets through, things are said; then everybody comes back. */
export async function checkReturn(report: Report, clients: readonly RealClient[], place: Place): Promise<void> {
  const { server, cable, login } = place;
  const raw: RawClient[] = [];
  const missed = { byIrc: token(), byXmpp: token() };
  const isReady = await report.check('the server drops everybody and is started again', async () => {
    cable.cut();
    await server.stop();
    await server.start();
    raw.push(...(await speakers(server, login)));
    const [irc, xmpp] = raw;
    irc?.send(`PRIVMSG #${ROOM} :missed ${missed.byIrc}`);
    await irc?.roundTrip();
    xmpp?.send(groupchat(login.domain, `missed ${missed.byXmpp}`));
    await xmpp?.roundTrip();
    cable.mend();
  });
  const [irc, xmpp] = raw;
  if (isReady && irc && xmpp) {
    for (const client of clients) {
      const how = client.startAgain ? 'started again' : 'comes back by itself';
      await report.check(`${client.program}, ${how}, shows what it missed and talks both ways`, async () => {
        await client.startAgain?.();
        await showsMissed(client, login.nick, missed);
        await talksAgain(client, login.nick, { irc, xmpp });
      });
    }
  }
  for (const each of raw) each.close();
}

async function speakers(server: ServerProcess, login: Place['login']): Promise<RawClient[]> {
  const { nick, domain, password } = login;
  const person = { name: nick, account: nick, password, domain, capabilities: [] };
  const irc = await connectIrc({ ...person, port: server.irc });
  const xmpp = await connectXmpp({ ...person, port: server.xmpp });
  irc.send(`JOIN #${ROOM}`);
  xmpp.send(`<presence to='${ROOM}@rooms.${domain}/${nick}'><x xmlns='http://jabber.org/protocol/muc'/></presence>`);
  await Promise.all([irc.roundTrip(), xmpp.roundTrip()]);
  return [irc, xmpp];
}

/** Both, in their order, and each once. */
async function showsMissed(client: RealClient, nick: string, { byIrc, byXmpp }: Missed): Promise<void> {
  await sees(
    client,
    new RegExp(`${nick}\\W+(\\d\\d:\\d\\d\\W+)?missed ${byIrc}[^]*${nick}\\W+(\\d\\d:\\d\\d\\W+)?missed ${byXmpp}`),
  );
  for (const word of [byIrc, byXmpp]) {
    const lines = record(client)
      .split('\n')
      .filter((line) => line.includes(word));
    assert.equal(lines.length, 1, lines.join('\n'));
  }
}

/** Without the copy of the last page of it that a terminal shows. */
function record(client: RealClient): string {
  return client.logged?.() ?? client.shown();
}

async function talksAgain(client: RealClient, nick: string, raw: { irc: RawClient; xmpp: RawClient }): Promise<void> {
  const [there, back] = [token(), token()];
  client.say(`again ${there}`);
  for (const { frames } of [raw.irc, raw.xmpp])
    await until(() => frames.some((frame) => frame.includes(`again ${there}`)));
  raw.irc.send(`PRIVMSG #${ROOM} :welcome ${back}`);
  await sees(client, new RegExp(`${nick}\\W+welcome ${back}`));
}

function groupchat(domain: string, body: string): string {
  return `<message to='${ROOM}@rooms.${domain}' type='groupchat' id='m'><body>${body}</body></message>`;
}
