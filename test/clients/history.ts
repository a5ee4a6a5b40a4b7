import assert from 'node:assert/strict';
import { historyCapabilities, readByIrc, readByXmpp } from '../faults/read-archive.ts';
import { connectIrc } from '../transcripts/irc-client.ts';
import { connectXmpp } from '../transcripts/xmpp-client.ts';
import { ROOM, type Login } from './client.ts';
import type { Report } from './report.ts';

/** What the programs said is in one history, the same by CHATHISTORY and by MAM. */
export async function checkHistory(report: Report, login: Omit<Login, 'folder'>, xmppPort: number): Promise<void> {
  await report.check('CHATHISTORY and MAM give the same ids in the same order', async () => {
    const { nick, domain, password, port } = login;
    const address = `${ROOM}@rooms.${domain}`;
    const person = { name: 'reader', account: nick, password };
    const irc = await connectIrc({ ...person, port, capabilities: historyCapabilities });
    const xmpp = await connectXmpp({ ...person, port: xmppPort, domain, capabilities: [] });
    try {
      irc.send(`JOIN #${ROOM}`);
      xmpp.send(`<presence to='${address}/${nick}'><x xmlns='http://jabber.org/protocol/muc'/></presence>`);
      await Promise.all([irc.roundTrip(), xmpp.roundTrip()]);
      irc.send(`PRIVMSG #${ROOM} :at the end, from IRC`);
      xmpp.send(`<message to='${address}' type='groupchat' id='e'><body>at the end, from XMPP</body></message>`);
      await Promise.all([irc.roundTrip(), xmpp.roundTrip()]);
      const [byIrc, byXmpp] = [await readByIrc(irc, `#${ROOM}`), await readByXmpp(xmpp, { room: address })];
      assert.ok(byIrc.length >= 2, 'not everything is in the archive');
      assert.equal(new Set(byIrc.map(({ id }) => id)).size, byIrc.length, 'an id is there twice');
      assert.deepEqual(byIrc, byXmpp);
    } finally {
      irc.close();
      xmpp.close();
    }
  });
}
