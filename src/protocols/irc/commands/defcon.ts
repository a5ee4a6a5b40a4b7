import { changeGate, gateLevelOf, gateLevels } from '../../../core/operators/gate.ts';
import { operatorOf } from '../../../core/operators/operator-of.ts';
import type { Command } from '../command.ts';

/** DEFCON [<level>]: 5 is open; 4, 3, 2 and 1 close the server step by step. */
export const defcon: Command = {
  run(client, [given]) {
    const { session, server } = client;
    if (!session) return undefined;
    const { core } = server;
    const level = gateLevelOf(given ?? '');
    const refused = level ? changeGate(core, session, level) : operatorOf(core, session.person, 'defcon');
    if (refused) return refused;
    client.serverNotice(`DEFCON ${core.gate.level}: ${gateLevels[core.gate.level]}`);
    return undefined;
  },
};
