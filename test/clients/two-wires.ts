import { sees, type RealClient } from './client.ts';
import type { Report } from './report.ts';
import { token, type Cast } from './talk.ts';

/** Bob, who is there on XMPP, comes in on IRC as well: nobody new, and one voice. */
export async function checkTwoWires(
  report: Report,
  { irc: [alice], xmpp: [bob] }: Cast,
  openSecond: () => Promise<RealClient>,
): Promise<void> {
  if (alice?.nick !== 'alice' || !bob)
    return report.skip('one account on both wires', 'needs irssi and an XMPP client');
  await report.check(`the same account in ${bob.program} and in irssi is one occupant with one voice`, async () => {
    const joins = count(alice.shown(), /bob .*has joined/g);
    const desk = await openSecond();
    await desk.join();
    const [fromDesk, fromPhone, last] = [token(), token(), token()];
    desk.say(fromDesk);
    await sees(alice, new RegExp(`bob\\W+${fromDesk}`));
    await sees(bob, new RegExp(`bob\\W+${fromDesk}`));
    bob.say(fromPhone);
    await sees(alice, new RegExp(`bob\\W+${fromPhone}`));
    await sees(desk, new RegExp(`bob\\W+${fromPhone}`));
    await desk.close();
    bob.say(last);
    await sees(alice, new RegExp(`bob\\W+${last}`));
    const shown = alice.shown();
    if (count(shown, /bob .*has joined/g) !== joins) throw new Error(`alice saw bob come twice:\n${shown}`);
    if (/bob .*has quit/.test(shown)) throw new Error(`alice saw bob go:\n${shown}`);
  });
}

function count(text: string, what: RegExp): number {
  return [...text.matchAll(what)].length;
}
