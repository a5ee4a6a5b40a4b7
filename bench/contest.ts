import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Figure, Size } from './figures/figure.ts';
import { type Generator, startGenerator } from './load/generator.ts';
import type { Measurement } from './measurement.ts';
import { OURS, type Result } from './report.ts';
import type { Driver, Server, Setup } from './servers/driver.ts';

/** What all figures of a run share. */
export type Run = {
  readonly dir: string;
  readonly domain: string;
  readonly size: Size;
  readonly runs: number;
  readonly tls: Setup['tls'];
  readonly database: Setup['database'];
  /** Servers whose accounts have been made in this run. */
  readonly provided: Set<string>;
  /** Progress for whoever waits. */
  say(text: string): void;
};

type Contestant = {
  readonly driver: Driver;
  readonly runs: Measurement[];
  server?: Server;
  generator?: Generator;
  beside?: Generator;
  measure?: () => Promise<Measurement>;
  failure: string | undefined;
};

/** Measures one figure on every server that can take part, in turn (A B A B), each with its own generator. */
export async function contest(figure: Figure, drivers: readonly Driver[], run: Run): Promise<Result[]> {
  const contestants = drivers.map((driver): Contestant => ({ driver, runs: [], failure: undefined }));
  try {
    for (const contestant of contestants) {
      run.say(`${figure.name}: ${contestant.driver.name} gets ready`);
      await attempt(contestant, run, () => prepare(contestant, figure, run));
    }
    for (let turn = 1; turn <= run.runs; turn++) {
      for (const contestant of contestants) {
        if (contestant.measure === undefined || contestant.failure !== undefined) continue;
        run.say(`${figure.name}: ${contestant.driver.name} run ${turn} of ${run.runs}`);
        await attempt(contestant, run, async () => void contestant.runs.push(await (contestant.measure ?? never)()));
      }
    }
  } finally {
    await Promise.all(contestants.map(leave));
  }
  return contestants.map(({ driver, runs, failure }) => {
    const { name, title, unit } = figure;
    return { figure: name, title, unit, server: driver.name, runs, failure };
  });
}

async function leave({ generator, beside, server }: Contestant): Promise<void> {
  await generator?.end();
  await beside?.end();
  await server?.stop();
}

async function prepare(contestant: Contestant, figure: Figure, run: Run): Promise<void> {
  const { driver } = contestant;
  const { domain, size } = run;
  const database = driver.name === OURS ? run.database : undefined;
  const dir = join(run.dir, driver.name);
  mkdirSync(dir, { recursive: true });
  const tls = figure.tls ? run.tls : undefined;
  const setup = { dir, domain, accounts: size.accounts, history: figure.history, limits: figure.limits, tls, database };
  const server = await driver.start(setup);
  contestant.server = server;
  const generator = startGenerator();
  contestant.generator = generator;
  if (driver.inBand && !run.provided.has(driver.name)) {
    await makeAccounts(generator, server, run);
    run.provided.add(driver.name);
  }
  contestant.measure = await figure.prepare({
    server,
    generator,
    domain,
    registering: driver.registering,
    size,
    database,
    beside: () => (contestant.beside ??= startGenerator()),
  });
}

async function makeAccounts(generator: Generator, server: Server, { domain, size }: Run): Promise<void> {
  const target = { wire: 'xmpp', port: server.ports.xmpp ?? 0, tls: false, domain } as const;
  const group = 'accounts';
  const { accounts } = size;
  await generator.run({ op: 'open', group, target, count: accounts, first: 0, inFlight: 16, accounts, register: true });
  await generator.run({ op: 'close', group });
}

// A server that fails takes no further part; the end of its log goes to whoever looks into it.
async function attempt(contestant: Contestant, run: Run, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    const log = join(run.dir, contestant.driver.name, 'server.log');
    if (existsSync(log)) run.say(readFileSync(log, 'utf8').slice(-1000));
    contestant.failure = `failed: ${error instanceof Error ? error.message : String(error)}`
      .replace(/\s+/g, ' ')
      .slice(0, 300);
  }
}

function never(): never {
  throw new Error('not prepared');
}
