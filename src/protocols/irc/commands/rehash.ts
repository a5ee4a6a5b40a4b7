import { note } from '../../../core/operators/notices.ts';
import { operatorOf } from '../../../core/operators/operator-of.ts';
import { refuse } from '../../../core/refusal.ts';
import type { Client } from '../client.ts';
import type { Command } from '../command.ts';

/** REHASH -- RFC 2812 4.2: reads the configuration again, as `causeway reload` does; what came of it is told as notices. */
export const rehash: Command = {
  run(client) {
    const { session, server } = client;
    if (!session) return undefined;
    const refused = operatorOf(server.core, session.person, 'rehash');
    if (refused) return refused;
    if (!server.admin) return refuse('unsupported');
    client.numeric('RPL_REHASHING', 'causeway.toml');
    return reload(client, server.admin.server.reload());
  },
};

async function reload(client: Client, report: ReturnType<NonNullable<Client['server']['admin']>['server']['reload']>) {
  const { problems, applied, needRestart } = await report;
  const by = client.nick;
  for (const problem of problems) client.serverNotice(problem);
  if (problems.length > 0) client.serverNotice('The configuration is refused; the old settings stay.');
  for (const change of applied) client.serverNotice(`changed: ${change}`);
  for (const change of needRestart) client.serverNotice(`at the next start: ${change}`);
  if (problems.length + applied.length + needRestart.length === 0) client.serverNotice('Nothing changed.');
  note(client.server.core, 'o', `${by} reloaded the configuration${problems.length > 0 ? ': refused' : ''}`);
  return undefined;
}
