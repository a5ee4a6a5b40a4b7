import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { createReport, type Report } from '../clients/report.ts';
import { connectIrc } from '../transcripts/irc-client.ts';
import { connectXmpp } from '../transcripts/xmpp-client.ts';
import { openIrcLine } from './irc-line.ts';
import type { Archive } from './operations-log.ts';
import { databaseOf, historyCapabilities, readByIrc, readBySql, readByXmpp, type Archived } from './read-archive.ts';
import { createRecorder, type Recorder } from './recorder.ts';
import { prepareServer, type ServerProcess } from './server-process.ts';
import { keyOf, Talker, type Field, type TalkerSpec } from './talker.ts';
import { openXmppLine } from './xmpp-line.ts';

/** A server under load, to be treated badly. */
export interface Campaign {
  readonly server: ServerProcess;
  readonly recorder: Recorder;
  readonly report: Report;
  /** Talkers that are in all rooms. */
  inside(): number;
  readonly talkers: readonly Talker[];
  /** Operations that have no answer yet. */
  waiting(): number;
  /** Ends the load, in order: waits for the answers, as long as they come. */
  quiet(): Promise<void>;
  /** The archive of each room in each way that there is. */
  readArchives(): Promise<Archive[]>;
  say(line: string): void;
}

export interface CampaignOptions {
  /** Messages each second of one talker, about. */
  readonly rate: number;
  readonly databaseUrl?: string;
}

const DOMAIN = 'chat.test';
const PASSWORD = 'correct horse';
const ROOMS = ['garden', 'attic', 'cellar'];
const READER = 'reader';

/** Runs a campaign in a folder of its own; the folder stays where something failed. Returns the exit code. */
export async function runCampaign(
  { rate, databaseUrl = '' }: CampaignOptions,
  act: (campaign: Campaign) => Promise<void>,
): Promise<number> {
  const say = (line: string): void => void process.stdout.write(`${line}\n`);
  const report = createReport(say);
  const recorder = createRecorder();
  const folder = mkdtempSync(join(tmpdir(), 'causeway-faults-'));
  const server = await prepareServer(folder, { domain: DOMAIN, databaseUrl, tables: '[history]\npage = 1000' });
  const talkers: Talker[] = [];
  let ticks: NodeJS.Timeout | undefined;
  const quiet = async (): Promise<void> => {
    clearInterval(ticks);
    const deadline = performance.now() + 15_000;
    while (waiting(talkers) > 0 && performance.now() < deadline) await sleep(20);
    for (const talker of talkers) talker.stop();
    await sleep(100); // their ends are told by events
  };
  try {
    await server.start();
    const specs = cast(server);
    for (const account of new Set([READER, ...specs.map((spec) => spec.account)])) server.addAccount(account, PASSWORD);
    const field: Field = { recorder, domain: DOMAIN, password: PASSWORD, rooms: ROOMS };
    for (const spec of specs) talkers.push(new Talker(field, spec));
    ticks = setInterval(() => talkers.forEach((talker) => talker.tick()), 1000 / rate);
    await act({
      server,
      recorder,
      report,
      talkers,
      inside: () => talkers.filter(({ isInside }) => isInside).length,
      waiting: () => waiting(talkers),
      quiet,
      readArchives: () => readArchives(server, databaseUrl),
      say,
    });
  } catch (error) {
    await report.check('the campaign ends as it should', () => Promise.reject(error as Error));
  } finally {
    clearInterval(ticks);
    for (const talker of talkers) talker.stop();
    await server.stop();
  }
  const exit = report.finish();
  if (exit === 0) rmSync(folder, { recursive: true, force: true });
  else keep(folder, recorder, say);
  return exit;
}

function waiting(talkers: readonly Talker[]): number {
  return talkers.reduce((sum, talker) => sum + talker.waiting, 0);
}

function keep(folder: string, recorder: Recorder, say: (line: string) => void): void {
  const path = join(folder, 'operations.jsonl');
  writeFileSync(path, recorder.entries.map((entry) => `${JSON.stringify(entry)}\n`).join(''));
  say(`the operations log is ${path}, the server's log beside it`);
}

/** Both wires, quiet and in bursts, and one account that is on both. */
function cast({ irc, xmpp }: ServerProcess): TalkerSpec[] {
  const onIrc = { open: openIrcLine, port: irc, retries: false };
  const onXmpp = { open: openXmppLine, port: xmpp, retries: true };
  const calm = { burst: 1, window: 8 };
  const fast = { burst: 20, window: 60 };
  return [
    ...['anna', 'ben', 'carl'].map((name) => ({ name, account: name, ...onIrc, ...calm })),
    ...['dora', 'emil', 'frida'].map((name) => ({ name, account: name, ...onXmpp, ...calm })),
    { name: 'gus', account: 'gus', ...onIrc, ...fast },
    { name: 'hedy', account: 'hedy', ...onXmpp, ...fast },
    { name: 'ida-desk', account: 'ida', ...onIrc, ...calm },
    { name: 'ida-phone', account: 'ida', ...onXmpp, ...calm },
  ];
}

async function readArchives(server: ServerProcess, databaseUrl: string): Promise<Archive[]> {
  const person = { name: READER, account: READER, password: PASSWORD };
  const irc = await connectIrc({ ...person, port: server.irc, capabilities: historyCapabilities });
  const xmpp = await connectXmpp({ ...person, port: server.xmpp, domain: DOMAIN, capabilities: [] });
  const archives: Archive[] = [];
  try {
    for (const room of ROOMS) {
      const address = `${room}@rooms.${DOMAIN}`;
      irc.send(`JOIN #${room}`);
      xmpp.send(`<presence to='${address}/${READER}'><x xmlns='http://jabber.org/protocol/muc'/></presence>`);
      await Promise.all([irc.roundTrip(), xmpp.roundTrip()]);
      const add = (source: Archive['source'], messages: readonly Archived[]): void => {
        archives.push({
          source,
          room,
          messages: messages.map(({ id, nick, body }) => ({ id, key: keyOf(body), sender: nick })),
        });
      };
      add('sql', await readBySql(databaseOf(server.folder, databaseUrl), address));
      add('chathistory', await readByIrc(irc, `#${room}`));
      add('mam', await readByXmpp(xmpp, address));
    }
  } finally {
    irc.close();
    xmpp.close();
  }
  return archives;
}
