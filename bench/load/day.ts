import type { CatchUp, Day, Outcome, Visit } from './commands.ts';
import { LoadConnection } from './connection.ts';
import * as irc from './irc.ts';
import { eachOf, Stopwatch } from './phase.ts';
import { Returning } from './returning.ts';

const IN_FLIGHT = 16;
/** What one writer says at once: no more than flood control lets through without delay, its JOIN included. */
const SAID_EACH = 8;

/** Accounts enter the rooms for the first time, and go. */
export async function visit({ target, rooms, accounts, how }: Visit): Promise<void> {
  await eachOf(accounts, IN_FLIGHT, (number) => new Returning(target, number, how).visit(rooms));
}

/** People come into every room, one after the other, say some of what is said on that day, and go. */
export async function day({ target, rooms, each, first }: Day): Promise<void> {
  let number = first;
  await eachOf(rooms, IN_FLIGHT, async (room) => {
    for (let said = 0; said < each; said += SAID_EACH) {
      const writer = new LoadConnection(target, number++);
      await irc.register(writer);
      await irc.join(writer, room);
      const count = Math.min(SAID_EACH, each - said);
      const lines = Array.from({ length: count }, (_, index) => irc.roomMessage(room, `${said + index}$`));
      // A command is answered when those before it are done: then they are in the archive.
      await writer.ask(`${lines.join('')}PING done\r\n`, ' PONG ');
      writer.drop();
    }
  });
}

/** The accounts come back at the same moment, and are shown what they missed. */
export async function catchUp(command: CatchUp): Promise<Outcome> {
  const { target, rooms, each, accounts, how, pids } = command;
  const returning = accounts.map((number) => new Returning(target, number, how));
  const watch = new Stopwatch(pids);
  await Promise.all(returning.map((client) => client.catchUp(rooms, each)));
  const times = watch.stop();
  // What comes twice comes late.
  await new Promise((go) => setTimeout(go, 100));
  for (const client of returning) client.close();
  const amount = returning.reduce((sum, client) => sum + client.received, 0);
  const wrong = returning.reduce((sum, client) => sum + client.wrong, 0);
  return { ...times, amount, expected: rooms.length * each * accounts.length + wrong };
}
