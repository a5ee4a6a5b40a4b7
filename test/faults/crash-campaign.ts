import { parseArgs } from 'node:util';
import { runCampaign, type Campaign } from './campaign.ts';
import { everybodyInside, firstSuccess, midFlight } from './first-success.ts';
import { wholeNumber } from './options.ts';
import { judge, type Fault } from './verdict.ts';

/**
 * The server, and the server with its PostgreSQL, die by `kill -9` under load, again and again (RELIABILITY F-01, F-02). Whatever
 * was acknowledged must be there once, in one order, on both wires.
 */

const { values } = parseArgs({
  options: {
    kills: { type: 'string', default: '20' },
    'kills-all': { type: 'string', default: '20' },
    /** Milliseconds of load before each kill, at most. */
    between: { type: 'string', default: '2000' },
    rate: { type: 'string', default: '50' },
  },
});
const [kills, killsAll] = [wholeNumber(values.kills), wholeNumber(values['kills-all'])];
const [between, rate] = [wholeNumber(values.between), wholeNumber(values.rate)];

/** RELIABILITY P8 and F-02: serving again after a kill. */
const BUDGET_MS = 10_000;

process.exitCode = await runCampaign({ rate: Math.max(1, rate) }, async (campaign) => {
  const faults: Fault[] = [];
  await firstSuccess(campaign);
  await round(campaign, 'kill -9 of the server', kills, () => campaign.server.kill(), faults);
  await round(campaign, 'kill -9 of everything', killsAll, () => campaign.server.killAll(), faults);
  await judge(campaign, faults, { faults: kills + killsAll, acknowledged: 100 * (kills + killsAll) });
});

async function round(
  campaign: Campaign,
  kind: string,
  times: number,
  kill: () => Promise<void>,
  faults: Fault[],
): Promise<void> {
  if (times === 0) return;
  await campaign.report.check(
    `${kind}, ${times} times: it serves again each time within ${BUDGET_MS / 1000} s`,
    async () => {
      for (let number = 0; number < times; number++) faults.push(await strike(campaign, kind, kill));
      const slowest = Math.max(...faults.map(({ recovered }) => recovered));
      if (slowest > BUDGET_MS) throw new Error(`once only after ${Math.round(slowest)} ms`);
    },
  );
}

/** A kill at a random moment of the load; resolves when everybody talks again. */
async function strike(campaign: Campaign, kind: string, kill: () => Promise<void>): Promise<Fault> {
  const waiting = await midFlight(campaign, between / 4 + Math.random() * between * 0.75);
  await kill();
  const began = performance.now();
  await campaign.server.start();
  const success = await firstSuccess(campaign);
  await everybodyInside(campaign);
  return { kind, waiting, recovered: success - began };
}
