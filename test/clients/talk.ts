import { randomBytes } from 'node:crypto';
import { ROOM, sees, type RealClient } from './client.ts';
import type { Report } from './report.ts';

export interface Cast {
  readonly irc: readonly RealClient[];
  readonly xmpp: readonly RealClient[];
}

/** A word that nobody has shown yet. */
export function token(): string {
  return `k${randomBytes(6).toString('hex')}`;
}

/** Text, actions, the topic and kicks between all that came in. */
export async function checkTalk(report: Report, { irc, xmpp }: Cast): Promise<void> {
  const all = [...irc, ...xmpp];
  for (const speaker of all) {
    const others = all.filter((client) => client !== speaker);
    if (others.length === 0) return report.skip('talking', 'nobody else is there');
    const heard = others.map(({ program }) => program).join(', ');
    await report.check(`what ${speaker.program} says, ${heard} show`, async () => {
      const text = token();
      speaker.say(`hello ${text}`);
      for (const other of others) await sees(other, new RegExp(`${speaker.nick}\\W+hello ${text}`));
    });
    await report.check(`what ${speaker.program} does by /me, ${heard} show`, async () => {
      const text = token();
      speaker.act(`waves ${text}`);
      for (const other of others) await sees(other, new RegExp(`${speaker.nick}\\W+(ACTION )?waves ${text}`));
    });
  }
  await checkTopic(report, { irc, xmpp });
  await checkKicks(report, { irc, xmpp });
}

async function checkTopic(report: Report, { irc: [alice, ...guests], xmpp: [bob] }: Cast): Promise<void> {
  if (alice?.nick !== 'alice' || !bob) return report.skip('topic and subject', 'needs irssi and an XMPP client');
  await report.check(`a topic from ${alice.program} is the subject in ${bob.program}`, async () => {
    const text = token();
    alice.setTopic(`roses ${text}`);
    for (const client of [bob, ...guests]) await sees(client, new RegExp(`roses ${text}`));
  });
  await report.check(`a subject from ${bob.program} is the topic in ${alice.program}`, async () => {
    alice.type(`/mode #${ROOM} -t`);
    await sees(alice, /mode\/#lobby \[-t\] by alice/);
    const text = token();
    bob.setTopic(`tulips ${text}`);
    for (const client of [alice, ...guests]) await sees(client, new RegExp(`tulips ${text}`));
  });
}

async function checkKicks(report: Report, { irc: [alice, ...others], xmpp: [bob] }: Cast): Promise<void> {
  const guest = others.find(({ program }) => program.startsWith('ii '));
  if (alice?.nick !== 'alice' || !bob) return report.skip('kicks', 'needs irssi and an XMPP client');
  await report.check(`${alice.program} kicks ${bob.program}, who comes back`, async () => {
    const reason = token();
    alice.kick(bob.nick, reason);
    await sees(bob, new RegExp(`(?:Kicked|${bob.nick} has been kicked)[^]*${reason}`));
    await sees(alice, new RegExp(`bob was kicked from #lobby by alice \\[${reason}\\]`));
    const text = token();
    await bob.join();
    bob.say(text);
    await sees(alice, new RegExp(text));
  });
  if (!guest) return report.skip('a kick from XMPP', 'needs ii');
  await report.check(`${bob.program}, made a moderator, kicks ${guest.program}, who comes back`, async () => {
    alice.type(`/mode #${ROOM} +o bob`);
    await sees(bob, /role has been changed to: moderator|bob is here, role moderator/);
    const reason = token();
    bob.kick(guest.nick, reason);
    await sees(guest, new RegExp(`bob kicked ${guest.nick}.*${reason}`));
    await sees(alice, new RegExp(`${guest.nick} was kicked from #lobby by bob \\[${reason}\\]`));
    guest.type(`/j #${ROOM}`);
    await sees(guest, new RegExp(`(?:has joined #${ROOM}[^]*){2}`));
  });
}
