import { setTimeout as pause } from 'node:timers/promises';
import type { Churn, Direct, Outcome, Pages, Talk } from './commands.ts';
import { LoadConnection } from './connection.ts';
import * as irc from './irc.ts';
import { Stopwatch, Tally } from './phase.ts';
import * as xmpp from './xmpp.ts';

/** After the last expected delivery, time for deliveries nobody expected, in ms. */
const EXTRA = 50;
/** A registration still under way this long after a churn has failed, in ms. */
const OVERDUE = 10_000;
/** Failed registrations after which a churn gives up. */
const FAILURES = 50;

/** A body of this many bytes that ends in the marker. */
export function bodyOf(bytes: number): string {
  return `${'the quick brown fox jumps over the lazy dog '.repeat(Math.ceil(bytes / 44)).slice(0, bytes - 1)}$`;
}

/** Connects and registers one connection; the account is created first when asked. */
export async function registered(connection: LoadConnection, login: xmpp.Login): Promise<void> {
  await (connection.target.wire === 'irc' ? irc.register(connection) : xmpp.login(connection, login));
}

/** Speakers talk into one room all members are in. */
export async function talk(
  command: Talk,
  members: readonly LoadConnection[],
  speakers: readonly LoadConnection[],
): Promise<Outcome> {
  const { room, window, seconds } = command;
  const messages = speakers.map((speaker) => roomText(speaker, room, bodyOf(command.body)));
  // IRC does not echo a message to its sender, a MUC reflects it to everybody.
  const fans = speakers.map((speaker) => members.length - (speaker.target.wire === 'irc' ? 1 : 0));
  const limit = window * Math.max(...fans);
  const tally = new Tally();
  const watch = new Stopwatch(command.pids);
  let turn = 0;
  let scheduled = false;
  let open = true;
  const pump = (): void => {
    scheduled = false;
    if (watch.seconds >= seconds) open = false;
    for (; open; turn = (turn + 1) % speakers.length) {
      const fan = fans[turn] ?? 0;
      if (tally.expected - tally.amount + fan > limit) return;
      tally.expected += fan;
      speakers[turn]?.send(messages[turn]?.() ?? '');
    }
  };
  listen(members, (_connection, found) => {
    tally.amount += found;
    if (scheduled || !open || tally.expected - tally.amount + members.length > limit + 1) return;
    // Once a turn, so that messages whose window opens together leave together.
    scheduled = true;
    setImmediate(pump);
  });
  pump();
  await pause(seconds * 1000);
  open = false;
  return finish(tally, watch, members);
}

/** Pairs write, one direction, `window` in flight each. */
export async function direct(command: Direct, members: readonly LoadConnection[]): Promise<Outcome> {
  const tally = new Tally();
  const body = bodyOf(command.body);
  const watch = new Stopwatch(command.pids);
  let open = true;
  const sendAs = new Map<LoadConnection, (count: number) => void>();
  for (let index = 0; index + 1 < members.length; index += 2) {
    const [writer, reader] = [members[index], members[index + 1]];
    if (writer === undefined || reader === undefined) break;
    const message = directText(writer, reader, { room: command.room && `${command.room}${index >> 1}`, body });
    sendAs.set(reader, (count) => {
      tally.expected += count;
      writer.send(count === 1 ? message() : Array.from({ length: count }, message).join(''));
    });
  }
  const ignore = (): void => undefined;
  for (const member of members) {
    const send = sendAs.get(member);
    member.listener =
      send === undefined
        ? ignore
        : (_connection, found): void => {
            tally.amount += found;
            if (open && found > 0) send(found);
          };
  }
  for (const send of sendAs.values()) send(command.window);
  await pause(command.seconds * 1000);
  open = false;
  return finish(tally, watch, members);
}

/** Registers and drops connections for a while. */
export async function churn(command: Churn): Promise<Outcome> {
  const tally = new Tally();
  const watch = new Stopwatch(command.pids);
  let number = 0;
  let failure: unknown;
  const live = new Set<LoadConnection>();
  const overdue = setTimeout(() => live.forEach((connection) => connection.drop()), command.seconds * 1000 + OVERDUE);
  const lane = async (): Promise<void> => {
    while (watch.seconds < command.seconds && tally.expected - tally.amount < FAILURES + command.inFlight) {
      const mine = number++ % 90_000;
      const connection = new LoadConnection(command.target, mine);
      live.add(connection);
      const account = xmpp.accountOf(mine % command.accounts);
      tally.expected++;
      try {
        await registered(connection, { account, resource: `r${mine}`, create: false });
        tally.amount++;
      } catch (error) {
        failure = error;
      }
      connection.drop();
      live.delete(connection);
    }
  };
  await Promise.all(Array.from({ length: command.inFlight }, lane));
  clearTimeout(overdue);
  if (tally.amount === 0) throw new Error(`no connection registered: ${String(failure)}`);
  return { ...watch.stop(), amount: tally.amount, expected: tally.expected };
}

/** Walks a room's history backwards; at its start each connection begins anew at the newest page. */
export async function pages(command: Pages, members: readonly LoadConnection[]): Promise<Outcome> {
  const { room, size, seconds } = command;
  const watch = new Stopwatch(command.pids);
  let amount = 0;
  const walk = async (connection: LoadConnection): Promise<void> => {
    for (let before = ''; watch.seconds < seconds;) {
      const ask = connection.target.wire === 'irc' ? irc.page : xmpp.page;
      const page = await ask(connection, room, { size, before });
      const full = page.text.split('$').length - 1 >= size;
      if (!full && before === '') throw new Error(`the newest page is not full: ${page.text.slice(0, 300)}`);
      if (full) amount++;
      before = full ? page.first : '';
    }
  };
  await Promise.all(members.map(walk));
  return { ...watch.stop(), amount, expected: amount };
}

function listen(members: readonly LoadConnection[], listener: LoadConnection['listener']): void {
  for (const member of members) member.listener = listener;
}

async function finish(tally: Tally, watch: Stopwatch, members: readonly LoadConnection[]): Promise<Outcome> {
  await tally.drained();
  const times = watch.stop();
  await pause(EXTRA);
  listen(members, () => undefined);
  return { ...times, amount: tally.amount, expected: tally.expected };
}

function roomText(speaker: LoadConnection, room: string, body: string): () => string {
  const { wire, domain } = speaker.target;
  const line = irc.roomMessage(room, body);
  return wire === 'irc' ? () => line : () => xmpp.roomMessage(room, domain, body);
}

type Letter = { readonly room: string | undefined; readonly body: string };

function directText(writer: LoadConnection, reader: LoadConnection, letter: Letter): () => string {
  if (letter.room !== undefined) return roomText(writer, letter.room, letter.body);
  const line = irc.directMessage(reader.number, letter.body);
  if (writer.target.wire === 'irc') return () => line;
  const account = xmpp.accountOf(reader.number);
  return () => xmpp.directMessage(account, writer.target.domain, letter.body);
}
