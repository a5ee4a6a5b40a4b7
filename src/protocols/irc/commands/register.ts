import { registerAccount } from '../../../core/accounts/register.ts';
import { isRefusal, type Reason, type Refusal } from '../../../core/refusal.ts';
import { fold } from '../../../lib/fold.ts';
import type { Client } from '../client.ts';
import type { Command } from '../command.ts';
import { identify } from '../identify.ts';
import { mayLogIn } from '../may-log-in.ts';
import { refusals } from '../refusals.ts';
import { isAdmitted } from '../registration.ts';
import { formatLine } from '../wire/format.ts';

/** REGISTER <account> {<email> | "*"} <password> -- IRCv3 account-registration */
export const register: Command = {
  params: 3,
  before: 'also',
  async run(client, [account = '', email = '', password = '']) {
    const name = account === '*' ? nickOf(client) : account;
    const code = mayNotAsk(client, name);
    if (code) {
      client.fail('REGISTER', code, [name || '*'], texts[code]);
      return undefined;
    }
    if (!client.session && !(await isAdmitted(client))) return undefined;
    const made = await registerAccount(client.server.core, {
      name,
      password,
      email: email === '*' ? '' : email,
      ip: client.connection.remote.ip,
      by: client.session?.person,
    });
    if (isRefusal(made)) return refuse(client, name, made);
    const { serverName } = client.server.config;
    const [word, text] = made.unverified ? WAITS : DONE;
    client.replies.line(formatLine(serverName, 'REGISTER', [word, made.name, text]));
    if (made.unverified) return undefined;
    const refused = await identify(client, { account: made });
    if (refused) client.fail('REGISTER', 'UNKNOWN_ERROR', [made.name], refused.text ?? texts.UNKNOWN_ERROR);
    return undefined;
  },
};

const DONE = ['SUCCESS', 'Account successfully registered'] as const;
const WAITS = [
  'VERIFICATION_REQUIRED',
  'Account created. Ask the operator for its code, then: VERIFY <account> <code>',
] as const;

const texts = {
  COMPLETE_CONNECTION_REQUIRED: 'Complete the connection before you register an account',
  NEED_NICK: 'Choose a nick first: it becomes the name of the account',
  ALREADY_AUTHENTICATED: 'You are logged in already',
  ACCOUNT_NAME_MUST_BE_NICK: 'The name of the account must be your nick',
  DISALLOWED: 'Accounts are registered over TLS only',
  UNKNOWN_ERROR: 'The account was registered, but you are not logged in to it',
} as const;

function nickOf({ session, wantedNick }: Client): string {
  return session?.person.nickname ?? wantedNick;
}

/** What is wrong whatever the account is ("Responses"). */
function mayNotAsk(client: Client, name: string): keyof typeof texts | undefined {
  if (!client.session && !client.server.config.registersBeforeConnect) return 'COMPLETE_CONNECTION_REQUIRED';
  if (client.session ? client.session.person.account : client.account) return 'ALREADY_AUTHENTICATED';
  const nick = nickOf(client);
  if (nick === '') return 'NEED_NICK';
  if (fold(name) !== fold(nick)) return 'ACCOUNT_NAME_MUST_BE_NICK';
  return mayLogIn(client) ? undefined : 'DISALLOWED';
}

/** The codes of this command; whatever else is in the way is over some time. */
const codes: Partial<Record<Reason, string>> = {
  'account-exists': 'ACCOUNT_EXISTS',
  'account-name-invalid': 'BAD_ACCOUNT_NAME',
  'weak-password': 'WEAK_PASSWORD',
  'password-unacceptable': 'UNACCEPTABLE_PASSWORD',
  'email-invalid': 'INVALID_EMAIL',
  'email-unacceptable': 'UNACCEPTABLE_EMAIL',
  'registration-closed': 'DISALLOWED',
};

function refuse(client: Client, name: string, { reason, text }: Refusal): undefined {
  const code = codes[reason] ?? 'TEMPORARILY_UNAVAILABLE';
  client.fail('REGISTER', code, [name], text ?? refusals[reason].text ?? 'Please try again later');
}
