import { killPerson } from '../../../core/operators/end-person.ts';
import { operatorOf } from '../../../core/operators/operator-of.ts';
import { refuse } from '../../../core/refusal.ts';
import { cleanText } from '../clean-text.ts';
import type { Command } from '../command.ts';
import { irc } from '../config.ts';
import { findPerson } from '../people-lookup.ts';
import { cutBytes } from '../wire/format.ts';

/** KILL <nick>{,<nick>} [<reason>] -- RFC 2812 3.7.1 */
export const kill: Command = {
  params: 1,
  each: { of: 0, most: irc.manyTargets },
  run(client, [nick = '', given = '']) {
    const { session, server } = client;
    if (!session) return undefined;
    const { core } = server;
    const target = findPerson(client, nick);
    // Nobody learns by trying who is here.
    if (!target) return operatorOf(core, session.person, 'kill') ?? refuse('no-such-nickname', nick);
    const reason = cutBytes(cleanText(given), core.config.limits.reason) || 'no reason given';
    return killPerson(core, session, target, reason);
  },
};
