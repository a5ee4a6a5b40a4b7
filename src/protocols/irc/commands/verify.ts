import { verifyAccount } from '../../../core/accounts/verify.ts';
import { isRefusal } from '../../../core/refusal.ts';
import type { Command } from '../command.ts';
import { identify } from '../identify.ts';
import { isAdmitted } from '../registration.ts';
import { formatLine } from '../wire/format.ts';

/** VERIFY <account> <code> -- IRCv3 account-registration */
export const verify: Command = {
  params: 2,
  before: 'also',
  async run(client, [name = '', code = '']) {
    const { server, session } = client;
    const fail = (why: string, text: string): undefined => client.fail('VERIFY', why, [name], text) as undefined;
    if (!session && !server.config.registersBeforeConnect) {
      return fail('COMPLETE_CONNECTION_REQUIRED', 'Complete the connection before you verify an account');
    }
    if (session ? session.person.account : client.account)
      return fail('ALREADY_AUTHENTICATED', 'You are logged in already');
    if (!session && !(await isAdmitted(client))) return undefined;
    const account = await verifyAccount(server.core, name, code, client.connection.remote.ip);
    if (isRefusal(account)) {
      if (account.reason === 'code-invalid') return fail('INVALID_CODE', 'That is not the code of this account');
      return fail('TEMPORARILY_UNAVAILABLE', 'Please try again later');
    }
    const text = 'Account successfully registered';
    client.replies.line(formatLine(server.config.serverName, 'VERIFY', ['SUCCESS', account.name, text]));
    const refused = await identify(client, { account });
    return refused && fail('UNKNOWN_ERROR', refused.text ?? 'You are not logged in to it');
  },
};
