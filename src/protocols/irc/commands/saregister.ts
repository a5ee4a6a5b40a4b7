import { createAccount } from '../../../core/accounts/create-account.ts';
import { note } from '../../../core/operators/notices.ts';
import { accountKey } from '../../../core/accounts/names.ts';
import { keeperOf } from '../../../core/operators/operator-of.ts';
import { isRefusal } from '../../../core/refusal.ts';
import type { Command } from '../command.ts';

/** SAREGISTER <account> <password>: makes an account, whatever the registration settings. */
export const saregister: Command = {
  params: 2,
  async run(client, [name = '', password = '']) {
    const { session, server } = client;
    if (!session) return undefined;
    const { core } = server;
    const refused = keeperOf(core, session.person, accountKey(name));
    if (refused) return refused;
    const account = await createAccount(core, name, password);
    if (isRefusal(account)) return account;
    client.serverNotice(`Successfully registered account ${account.name}`);
    note(core, 'a', `${client.nick} registered the account ${account.name}`);
    return undefined;
  },
};
