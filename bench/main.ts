import { mkdtempSync, rmSync, writeFileSync, chmodSync } from 'node:fs';
import { arch, cpus, platform, tmpdir } from 'node:os';
import { join } from 'node:path';
import { endBare } from './bare.ts';
import { makeCertificate } from './certificate.ts';
import { contest, type Run } from './contest.ts';
import { figures } from './figures/all.ts';
import type { Figure, Size } from './figures/figure.ts';
import { type Options, parseOptions, USAGE } from './options.ts';
import { figureTable, OURS, ratioLines, ratioTable, type Result, valuesOf } from './report.ts';
import { peers } from './servers/all.ts';
import { BUILT, causeway } from './servers/causeway.ts';
import type { Driver } from './servers/driver.ts';
import { startPostgres } from './servers/postgres.ts';
import { reference } from './servers/reference.ts';
import { endAll, killAll, pinned } from './system/processes.ts';

const FULL: Size = {
  members: 1000,
  pairs: 100,
  idle: 2000,
  accounts: 2000,
  seconds: 2.5,
  warmUp: 1.5,
  messages: 20_000,
};
const QUICK: Size = { members: 100, pairs: 20, idle: 200, accounts: 200, seconds: 0.5, warmUp: 0.3, messages: 1000 };
const DOMAIN = 'bench.example';

const say = (text: string): void => void process.stderr.write(`${text}\n`);

async function main(): Promise<number> {
  const options = parseOptions(process.argv.slice(2));
  if (options.help) return print(USAGE);
  if (options.only.includes('list'))
    return print(figures.map(({ name, title }) => `${name.padEnd(20)} ${title}\n`).join(''));
  const wanted = figures.filter(
    ({ name }) => options.only.length === 0 || options.only.some((start) => name.startsWith(start)),
  );
  if (wanted.length === 0) throw new Error('no figure of that name; --only list prints the names');
  const drivers = contestants(options);
  const dir = mkdtempSync(join(tmpdir(), 'causeway-bench-'));
  chmodSync(dir, 0o755);
  const stop = (): void => void cleanUp(dir).then(() => process.exit(130));
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);
  process.once('exit', killAll);
  try {
    const results = await measure(wanted, drivers, { dir, options });
    report(results, options);
  } finally {
    await cleanUp(dir);
  }
  return 0;
}

// Who takes part; who cannot is named with the reason.
function contestants(options: Options): Driver[] {
  const drivers: Driver[] = options.without ? [] : [causeway(options.program ?? BUILT)];
  for (const name of options.against) {
    const driver = peers.get(name);
    if (driver === undefined) throw new Error(`--against ${name}: known are ${[...peers.keys()].join(', ')}`);
    drivers.push(driver);
  }
  if (options.reference) drivers.push(reference);
  return drivers.filter((driver) => {
    const reason = driver.missing();
    if (reason !== undefined) say(`skipped ${driver.name}: ${reason}`);
    return reason === undefined;
  });
}

type Place = { readonly dir: string; readonly options: Options };

async function measure(
  wanted: readonly Figure[],
  drivers: readonly Driver[],
  { dir, options }: Place,
): Promise<Result[]> {
  const size = options.quick ? QUICK : FULL;
  const tls = makeCertificate(join(dir, 'certificates'), DOMAIN);
  if (tls === undefined) say('skipped figures over TLS: openssl is not installed');
  const ours = drivers.some(({ name }) => name === OURS);
  const database = ours ? await startPostgres(join(dir, 'postgres')) : undefined;
  if (ours && database === undefined) say('skipped history figures: no PostgreSQL; the others run on memory:');
  const run: Run = { dir, domain: DOMAIN, size, runs: options.runs, tls, database, provided: new Set(), say };
  const results: Result[] = [];
  for (const figure of wanted) {
    if ((figure.tls && tls === undefined) || (figure.history && database === undefined)) continue;
    const able = drivers.filter((driver) => takesPart(driver, figure));
    results.push(...(await contest(figure, able, run)));
  }
  return results;
}

function takesPart(driver: Driver, figure: Figure): boolean {
  if (driver.name !== OURS && !figure.peers) return false;
  if (driver === reference && figure.tls) return false;
  return figure.wires.every((wire) => driver.wires.includes(wire));
}

function report(results: readonly Result[], options: Options): void {
  const lines = ratioLines(results);
  const model = cpus()[0]?.model ?? 'unknown processor';
  const machine = { platform: `${platform()} ${arch()}`, cores: cpus().length, model, node: process.version, pinned };
  const pins = pinned ? 'server and generator pinned to one core each' : 'nothing pinned';
  print(
    `\n${machine.cores} x ${model}, ${machine.platform}, Node.js ${machine.node}, ${pins}${options.quick ? ', quick' : ''}\n\n`,
  );
  print(`${figureTable(results)}\n\n`);
  const ratios = ratioTable(lines);
  if (ratios !== '') print(`${ratios}\n`);
  if (options.json === undefined) return;
  const figuresOut = results.map((result) => ({ ...result, values: valuesOf(result) }));
  writeFileSync(
    options.json,
    `${JSON.stringify({ machine, quick: options.quick, figures: figuresOut, ratios: lines }, null, 2)}\n`,
  );
}

async function cleanUp(dir: string): Promise<void> {
  await endBare();
  await endAll();
  rmSync(dir, { recursive: true, force: true });
}

function print(text: string): number {
  process.stdout.write(text);
  return 0;
}

main().then(
  (code) => process.exit(code),
  (error: unknown) => {
    say(error instanceof Error ? error.message : String(error));
    process.exit(1);
  },
);
