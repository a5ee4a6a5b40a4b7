import { defineCommand } from '../../core/commands/command.ts';
import { optional, pick } from '../../core/commands/param.ts';
import { exitCodes } from '../../core/commands/result.ts';
import { isServerThere } from '../admin-client.ts';
import { checkCerts } from '../checks/certs.ts';
import { checkConfig } from '../checks/config.ts';
import { areas, findingLines, summary } from '../checks/finding.ts';
import type { Area, Finding } from '../checks/finding.ts';
import { checkPorts } from '../checks/ports.ts';
import { checkStorage } from '../checks/storage.ts';
import { chooseConfig, noConfig } from '../context.ts';
import type { ChosenConfig, CliContext } from '../context.ts';

/** `causeway check`: one line per fact and, under a problem, the exact fix. */
export const check = defineCommand({
  path: 'check',
  summary: 'Check configuration, certificates, ports and storage, and say how to mend what is wrong',
  examples: ['check', 'check certs --json'],
  params: { area: optional(pick('only this', areas)) },
  run: async (context: CliContext, { area }) => {
    const chosen = chooseConfig(context);
    if (!chosen) return noConfig(context);
    const findings = await findAll(context, chosen, area === undefined ? areas : [area]);
    const bad = findings.some(({ grade }) => grade === 'FAIL' || grade === 'WARN');
    const lines = [...findings.flatMap((finding) => findingLines(context.terminal, finding)), summary(findings)];
    const data = findings.map((finding) => ({ ...finding, fix: finding.fix ?? null }));
    return { exit: bad ? exitCodes.problemsFound : exitCodes.ok, data, lines };
  },
});

async function findAll(
  context: CliContext,
  chosen: ChosenConfig,
  wanted: readonly Area[],
): Promise<readonly Finding[]> {
  const { loaded } = chosen;
  // Nothing else can be checked against a configuration that is refused.
  if (!loaded.ok) return checkConfig(chosen);
  const { config } = loaded;
  const checks: Record<Area, () => Promise<readonly Finding[]> | readonly Finding[]> = {
    config: () => checkConfig(chosen),
    certs: () => checkCerts(config, Date.now()),
    ports: async () => checkPorts(config, await isServerThere(config.data)),
    storage: () => checkStorage(context, config),
  };
  const findings: Finding[] = [];
  for (const area of wanted) findings.push(...(await checks[area]()));
  return findings;
}
