import { takeRights } from '../../../core/operators/take-rights.ts';
import type { Operator } from '../../../core/presence/person.ts';
import { isRefusal, type Refusal } from '../../../core/refusal.ts';
import type { Client } from '../client.ts';
import type { Command } from '../command.ts';

/** OPER <name> <password> -- RFC 2812 3.1.4. An account of `admins` may leave the password out. */
export const oper: Command = {
  params: 1,
  run: async (client, [name = '', password]) => {
    const { session, server } = client;
    if (!session) return undefined;
    const { account } = session.person;
    const isAdmin = account !== undefined && server.core.config.admins.has(account.key);
    if (password === undefined && !isAdmin) return void client.numeric('ERR_NEEDMOREPARAMS', 'OPER');
    const granted = await takeRights(server.core, session, name, password);
    if (!client.isEnding) answer(client, granted);
    return undefined;
  },
};

/** 464 says as little of a wrong name as of a wrong password. */
function answer(client: Client, granted: Operator | Refusal): void {
  if (!isRefusal(granted)) return client.numeric('RPL_YOUREOPER');
  const { retryAfter } = granted;
  const text = retryAfter === undefined ? 'Password incorrect' : `Wait ${retryAfter} seconds, then try again`;
  client.numericText('ERR_PASSWDMISMATCH', [], text);
}
