import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { createReport, type Report } from '../clients/report.ts';
import { connectIrc } from '../transcripts/irc-client.ts';
import { connectXmpp } from '../transcripts/xmpp-client.ts';
import type { RawClient } from '../transcripts/client.ts';
import { openDirectLine } from './direct-line.ts';
import { openChurn, openIrcLine, openMultiline, openRedactor, openReplayed } from './irc-line.ts';
import { conversation } from './line.ts';
import type { Archive } from './operations-log.ts';
import {
  databaseOf,
  historyCapabilities,
  readByIrc,
  readBySql,
  readByXmpp,
  type Archived,
  type Place,
} from './read-archive.ts';
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
/** Who reads, and who wrote. */
const PAIRS = [
  ['karl', 'jana'],
  ['max', 'lena'],
] as const;

/** Runs a campaign in a folder of its own; the folder stays where something failed. Returns the exit code. */
export async function runCampaign(
  { rate, databaseUrl = '' }: CampaignOptions,
  act: (campaign: Campaign) => Promise<void>,
): Promise<number> {
  const say = (line: string): void => void process.stdout.write(`${line}\n`);
  const report = createReport(say);
  const recorder = createRecorder();
  const folder = mkdtempSync(join(tmpdir(), 'causeway-faults-'));
  const server = await prepareServer(folder, {
    domain: DOMAIN,
    databaseUrl,
    tables: '[history]\npage = 1000\nreplay = 10000',
  });
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
    await visit(server);
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

/** Both wires, quiet and in bursts, and one account that is on both; several lines, taking back, catching up, coming and going. */
function cast({ irc, xmpp }: ServerProcess): TalkerSpec[] {
  const onIrc = { open: openIrcLine, port: irc, retries: false };
  const onXmpp = { open: openXmppLine, port: xmpp, retries: true };
  const calm = { burst: 1, window: 8 };
  const fast = { burst: 20, window: 60 };
  const silent = { burst: 0, window: 0 };
  return [
    ...['anna', 'ben', 'carl'].map((name) => ({ name, account: name, ...onIrc, ...calm })),
    ...['dora', 'emil', 'frida'].map((name) => ({ name, account: name, ...onXmpp, ...calm })),
    { name: 'gus', account: 'gus', ...onIrc, ...fast },
    { name: 'hedy', account: 'hedy', ...onXmpp, ...fast },
    { name: 'ida-desk', account: 'ida', ...onIrc, ...calm },
    { name: 'mila', account: 'mila', ...onIrc, ...calm, open: openMultiline },
    { name: 'rex', account: 'rex', ...onIrc, ...calm, open: openRedactor },
    { name: 'nora', account: 'nora', ...onIrc, ...silent, open: openReplayed, isReplayed: true },
    { name: 'otto', account: 'otto', ...onIrc, ...silent, open: openChurn },
    { name: 'ida-phone', account: 'ida', ...onXmpp, ...calm },
    // Direct messages, from each wire to the other; who receives says nothing.
    { name: 'jana', account: 'jana', ...onXmpp, ...calm, open: openDirectLine, peer: 'karl' },
    { name: 'karl', account: 'karl', ...onIrc, ...silent, peer: 'jana' },
    { name: 'lena', account: 'lena', ...onIrc, ...calm, peer: 'max' },
    { name: 'max', account: 'max', ...onXmpp, ...silent, open: openDirectLine, peer: 'lena' },
  ];
}

async function readArchives(server: ServerProcess, databaseUrl: string): Promise<Archive[]> {
  const archives: Archive[] = [];
  const read = async (account: string, name: string, target: string, place: Place): Promise<void> => {
    const add = (source: Archive['source'], messages: readonly Archived[]): void => {
      const plain = messages.map(({ id, nick, body }) => ({ id, key: keyOf(body), sender: nick }));
      archives.push({ source, room: name, messages: plain });
    };
    const { irc, xmpp } = await openReader(server, account);
    try {
      if ('room' in place) {
        irc.send(`JOIN ${target}`);
        xmpp.send(`<presence to='${place.room}/${account}'><x xmlns='http://jabber.org/protocol/muc'/></presence>`);
        await Promise.all([irc.roundTrip(), xmpp.roundTrip()]);
      }
      add('sql', await readBySql(databaseOf(server.folder, databaseUrl), place));
      add('chathistory', await readByIrc(irc, target));
      add('mam', await readByXmpp(xmpp, place));
    } finally {
      irc.close();
      xmpp.close();
    }
  };
  for (const room of ROOMS) await read(READER, room, `#${room}`, { room: `${room}@rooms.${DOMAIN}` });
  for (const [account, peer] of PAIRS) {
    const place = { account: `${account}@${DOMAIN}`, peer: `${peer}@${DOMAIN}` };
    await read(account, conversation(account, peer), peer, place);
  }
  return archives;
}

/** What was said before somebody came is not for them: whoever is to read everything comes first. */
async function visit(server: ServerProcess): Promise<void> {
  const { irc, xmpp } = await openReader(server, READER);
  irc.send(`JOIN ${ROOMS.map((room) => `#${room}`).join(',')}`);
  await irc.roundTrip();
  irc.close();
  xmpp.close();
}

async function openReader(server: ServerProcess, account: string): Promise<{ irc: RawClient; xmpp: RawClient }> {
  const person = { name: 'reader', account, password: PASSWORD };
  return {
    irc: await connectIrc({ ...person, port: server.irc, capabilities: historyCapabilities }),
    xmpp: await connectXmpp({ ...person, port: server.xmpp, domain: DOMAIN, capabilities: [] }),
  };
}
