// The generator: a process of its own, so that its CPU time is its own. Obeys commands over IPC, one at a time.
import type { Command, Join, Open, Outcome, Request } from './commands.ts';
import { catchUp, day, visit } from './day.ts';
import { LoadConnection } from './connection.ts';
import { startExchange, type Exchange } from './exchange.ts';
import * as irc from './irc.ts';
import { eachOf } from './phase.ts';
import { churn, direct, pages, registered, talk } from './phases.ts';
import * as xmpp from './xmpp.ts';

const groups = new Map<string, LoadConnection[]>();
let exchange: Exchange | undefined;

function group(name: string): LoadConnection[] {
  return groups.get(name) ?? [];
}

async function open(command: Open): Promise<void> {
  const members = group(command.group);
  groups.set(command.group, members);
  const numbers = Array.from({ length: command.count }, (_, index) => command.first + index);
  await eachOf(numbers, command.inFlight, async (number) => {
    const connection = new LoadConnection(command.target, number);
    members.push(connection);
    const account = xmpp.accountOf(number % command.accounts);
    const resource = number < command.accounts ? 'r' : `r${number}`;
    await registered(connection, { account, resource, create: command.register });
  });
  members.sort((a, b) => a.number - b.number);
}

async function join(command: Join): Promise<void> {
  const members = group(command.group);
  const enter = async (connection: LoadConnection): Promise<void> => {
    const room = command.pairs ? `${command.room}${members.indexOf(connection) >> 1}` : command.room;
    if (connection.target.wire === 'irc') await irc.join(connection, room);
    else await xmpp.join(connection, room, xmpp.accountOf(connection.number));
  };
  const [first, ...others] = members;
  // The first one makes the room; the others find it.
  if (first !== undefined) await enter(first);
  await eachOf(others, command.inFlight, enter);
}

async function obey(command: Command): Promise<Outcome | undefined> {
  switch (command.op) {
    case 'open':
      await open(command);
      return undefined;
    case 'join':
      await join(command);
      return undefined;
    case 'talk': {
      const members = command.speakers.flatMap(({ group: name }) => group(name));
      const speakers = command.speakers.flatMap(({ group: name, count }) => group(name).slice(0, count));
      return talk(command, members, speakers);
    }
    case 'direct':
      return direct(command, group(command.group));
    case 'churn':
      return churn(command);
    case 'pages':
      for (const member of group(command.group)) member.listener = undefined;
      return pages(command, group(command.group));
    case 'prepare-pages':
      await eachOf(group(command.group), 16, irc.preparePages);
      return undefined;
    case 'visit':
      await visit(command);
      return undefined;
    case 'day':
      await day(command);
      return undefined;
    case 'catch-up':
      return catchUp(command);
    case 'exchange':
      exchange = startExchange(group(command.group), command.room, command.rate);
      return undefined;
    case 'end-exchange':
      return endExchange();
    case 'close':
      for (const member of group(command.group)) member.drop();
      groups.delete(command.group);
      return undefined;
  }
}

async function endExchange(): Promise<Outcome> {
  const latencies = (await exchange?.stop()) ?? [];
  const none = { seconds: 0, serverCpu: 0, databaseCpu: 0, generatorCpu: 0 };
  return { ...none, amount: latencies.length, expected: latencies.length, latencies };
}

process.on('message', (request: Request) => {
  obey(request.command).then(
    (outcome) => process.send?.({ id: request.id, outcome }),
    (error: unknown) =>
      process.send?.({ id: request.id, error: error instanceof Error ? error.message : String(error) }),
  );
});
// The parent has gone: nobody will read the answer.
process.on('disconnect', () => process.exit(1));
