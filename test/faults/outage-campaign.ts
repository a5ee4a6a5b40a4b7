import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { runCampaign, type Campaign } from './campaign.ts';
import { preparePostgres, type ExternalPostgres } from './external-postgres.ts';
import { everybodyInside, firstSuccess, midFlight } from './first-success.ts';
import { wholeNumber } from './options.ts';
import { judge, type Fault } from './verdict.ts';

/**
 * PostgreSQL goes away under load: in order, frozen, or by `kill -9` (RELIABILITY P9, F-05, F-06). Senders are refused in words and in
 * time, nothing is acknowledged that is not stored, and it goes on by itself.
 */

const { values } = parseArgs({
  options: {
    stops: { type: 'string', default: '2' },
    freezes: { type: 'string', default: '2' },
    kills: { type: 'string', default: '2' },
    // Off unless asked for: see docs/reliability.md, what is known to be broken.
    pairs: { type: 'string', default: '0' },
    seconds: { type: 'string', default: '30' },
    rate: { type: 'string', default: '20' },
  },
});
const [stops, freezes, kills] = [wholeNumber(values.stops), wholeNumber(values.freezes), wholeNumber(values.kills)];
const [pairs, seconds] = [wholeNumber(values.pairs), wholeNumber(values.seconds)];

/** RELIABILITY P9. */
const REFUSED_WITHIN_MS = 3000;
const RECOVERED_WITHIN_MS = 5000;

interface Outage {
  readonly kind: string;
  begin(): Promise<void> | void;
  end(): Promise<void> | void;
}

const postgres = await preparePostgres();
try {
  await postgres.start();
  process.exitCode = await runCampaign(
    { rate: Math.max(1, wholeNumber(values.rate)), databaseUrl: postgres.url },
    (campaign) => attack(campaign, postgres),
  );
} finally {
  await postgres.remove();
}

async function attack(campaign: Campaign, postgres: ExternalPostgres): Promise<void> {
  const outages: [Outage, number][] = [
    [{ kind: `PostgreSQL stopped for ${seconds} s`, begin: () => postgres.stop(), end: () => postgres.start() }, stops],
    [
      { kind: `PostgreSQL frozen for ${seconds} s`, begin: () => postgres.freeze(), end: () => postgres.thaw() },
      freezes,
    ],
    [{ kind: `PostgreSQL dead for ${seconds} s`, begin: () => postgres.kill(), end: () => postgres.start() }, kills],
  ];
  const faults: Fault[] = [];
  await firstSuccess(campaign);
  await everybodyInside(campaign);
  for (const [outage, times] of outages) {
    for (let number = 1; number <= times; number++) {
      await campaign.report.check(`${outage.kind} (${number} of ${times})`, async () => {
        faults.push(await suffer(campaign, outage));
      });
    }
  }
  for (let number = 1; number <= pairs; number++) {
    await campaign.report.check(`PostgreSQL frozen, then the server killed (${number} of ${pairs})`, async () => {
      faults.push(await sufferBoth(campaign, postgres));
    });
  }
  await judge(campaign, faults, { faults: stops + freezes + kills + pairs, acknowledged: 500 });
}

/** The server has refused what PostgreSQL, which does not answer, may still write, and cannot take it back itself. */
async function sufferBoth(campaign: Campaign, postgres: ExternalPostgres): Promise<Fault> {
  const waiting = await midFlight(campaign, 1000 + Math.random() * 1000);
  postgres.freeze();
  await sleep(REFUSED_WITHIN_MS + 500);
  await campaign.server.kill();
  postgres.thaw();
  const began = performance.now();
  await campaign.server.start();
  const recovered = (await firstSuccess(campaign)) - began;
  await everybodyInside(campaign);
  return { kind: 'PostgreSQL frozen, then the server killed', waiting, recovered };
}

/** One outage: refusals in time and no acknowledgement while it lasts, success soon after. */
async function suffer(campaign: Campaign, outage: Outage): Promise<Fault> {
  const { recorder } = campaign;
  const waiting = await midFlight(campaign, 1000 + Math.random() * 1000);
  await outage.begin();
  const refusedBefore = recorder.refusalTimes.length;
  const acknowledged = recorder.count('ack');
  await sleep(200); // what was acknowledged before may still be on its way to us
  const acknowledgedLate = recorder.count('ack');
  const problems: string[] = [];
  const end = performance.now() + seconds * 1000;
  let oldest = 0;
  while (performance.now() < end) {
    await sleep(50);
    oldest = Math.max(oldest, recorder.oldestWaiting());
  }
  if (recorder.count('ack') > acknowledgedLate)
    problems.push(`${recorder.count('ack') - acknowledged} acknowledged without a database`);
  const refusals = recorder.refusalTimes.slice(refusedBefore);
  if (refusals.length === 0) problems.push('nobody was refused anything');
  const slowest = Math.max(oldest, ...refusals);
  if (slowest > REFUSED_WITHIN_MS) problems.push(`a sender waited ${Math.round(slowest)} ms for an answer`);
  if (campaign.inside() < campaign.talkers.length) problems.push('somebody was thrown out');
  await outage.end();
  const back = performance.now();
  const recovered = (await firstSuccess(campaign)) - back;
  if (recovered > RECOVERED_WITHIN_MS) problems.push(`it took ${Math.round(recovered)} ms to go on`);
  if (problems.length > 0) throw new Error(problems.join('; '));
  campaign.say(
    `     ${refusals.length} refused, the slowest after ${Math.round(slowest)} ms; went on after ${Math.round(recovered)} ms`,
  );
  return { kind: outage.kind, waiting, recovered };
}
