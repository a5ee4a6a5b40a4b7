import { findAccount } from '../../accounts/find-account.ts';
import { verifyPassword } from '../../accounts/login.ts';
import { keyOfAddress } from '../../accounts/names.ts';
import { endSessionsOf, regain } from '../../accounts/own-account.ts';
import { registerAccount } from '../../accounts/register.ts';
import { verifyAccount } from '../../accounts/verify.ts';
import { hasRight } from '../../operators/operator-of.ts';
import type { AccountRecord } from '../../ports.ts';
import { isRefusal, refuse, type Refusal } from '../../refusal.ts';
import { untilDone } from '../../until-done.ts';
import { fold } from '../../../lib/fold.ts';
import { optional, secret, word } from '../param.ts';
import { refused } from '../refused.ts';
import { done, type Result } from '../result.ts';
import { defineServiceCommand, type ServiceContext } from './service-command.ts';

const password = secret('the password, without spaces');

const register = defineServiceCommand('NickServ', {
  verb: 'REGISTER',
  summary: 'Make an account of your nick, and log in to it',
  examples: ['REGISTER correcthorse', 'REGISTER correcthorse ann@example.org'],
  params: { password, email: optional(word('where mail reaches you')) },
  async run(context: ServiceContext, args) {
    const { core, session, wire } = context;
    const { person, ip } = session;
    if (person.account) return refused(already(person.account));
    if (!wire.mayLogIn) return refused(insecure);
    const email = args.email === '*' ? '' : (args.email ?? '');
    const made = await registerAccount(core, { name: person.nickname, password: args.password, email, ip, by: person });
    if (isRefusal(made)) return refused(made);
    if (made.unverified) {
      return done([`${made.name} is registered. Ask the operator for its code, then say: VERIFY ${made.name} code`]);
    }
    return enter(context, made, `${made.name} is registered, and you are logged in to it.`);
  },
});

const verify = defineServiceCommand('NickServ', {
  verb: 'VERIFY',
  summary: 'Complete the making of an account that waits for its code',
  examples: ['VERIFY ann 5kq3wzt8m2', 'VERIFY bob 7hx4npd9r6'],
  params: { account: word('the account'), code: secret('the code of that account') },
  async run(context: ServiceContext, args) {
    const { core, session } = context;
    if (session.person.account) return refused(already(session.person.account));
    const account = await verifyAccount(core, args.account, args.code, session.ip);
    if (isRefusal(account)) return refused(account);
    return enter(context, account, `${account.name} is verified, and you are logged in to it.`);
  },
});

const identify = defineServiceCommand('NickServ', {
  verb: 'IDENTIFY',
  aliases: ['ID', 'LOGIN', 'AUTH'],
  summary: 'Log in: to the account of your nick, or to another',
  examples: ['IDENTIFY correcthorse', 'IDENTIFY ann correcthorse'],
  params: { account: optional(word('the account; that of your nick unless said')), password },
  async run(context: ServiceContext, args) {
    const name = args.account ?? context.session.person.nickname;
    const account = await proven(context, name, args.password);
    return isRefusal(account) ? refused(account) : enter(context, account, `You are logged in to ${account.name}.`);
  },
});

const logout = defineServiceCommand('NickServ', {
  verb: 'LOGOUT',
  summary: 'Log out, and stay as a guest',
  examples: ['LOGOUT', 'logout'],
  params: {},
  async run({ wire }: ServiceContext) {
    const refusal = await wire.logOut();
    return refusal ? refused(refusal) : done(['You are logged out.']);
  },
});

const ghost = defineServiceCommand('NickServ', {
  verb: 'GHOST',
  aliases: ['RELEASE'],
  summary: 'End your other sessions, or with the password those of your account while you are not logged in',
  examples: ['GHOST ann', 'GHOST ann correcthorse'],
  params: { account: word('your account'), password: optional(password) },
  async run(context: ServiceContext, args) {
    const { core, session, wire } = context;
    const { person } = session;
    if (isOwn(context, args.account)) {
      const others = person.sessions.filter((each) => each !== session);
      for (const { endpoint } of others) endpoint.dismiss('logged-out');
      return done([
        others.length === 1 ? 'Your other session is ended.' : `${others.length} other sessions are ended.`,
      ]);
    }
    if (args.password === undefined) return refused(notYours(args.account));
    if (!wire.mayLogIn) return refused(insecure);
    const ended = await endSessionsOf(core, { name: args.account, password: args.password, ip: session.ip });
    return isRefusal(ended) ? refused(ended) : done([`The sessions of ${ended.name} are ended.`]);
  },
});

const recover = defineServiceCommand('NickServ', {
  verb: 'REGAIN',
  aliases: ['RECOVER'],
  summary: 'Take the nick of your account, whoever wears it; with the password you are logged in as well',
  examples: ['REGAIN ann', 'REGAIN ann correcthorse'],
  params: { nick: word('the name of your account'), password: optional(password) },
  async run(context: ServiceContext, args) {
    if (!isOwn(context, args.nick)) {
      if (args.password === undefined) return refused(notYours(args.nick));
      const account = await proven(context, args.nick, args.password);
      const refusal = isRefusal(account) ? account : await context.wire.logIn(account);
      if (refusal) return refused(refusal);
    }
    const refusal = await untilDone(() => regain(context.core, context.session));
    return refusal ? refused(refusal) : done([`You are ${context.session.person.nickname}.`]);
  },
});

const info = defineServiceCommand('NickServ', {
  verb: 'INFO',
  summary: 'Tell about an account; more to its holder',
  examples: ['INFO', 'INFO ann'],
  params: { account: optional(word('the account or nick; your own unless said')) },
  async run(context: ServiceContext, args) {
    const { core, session, names } = context;
    const text = args.account ?? session.person.nickname;
    const address = names.personOf(text);
    const key = address && keyOfAddress(address, core.config.domain);
    if (key === undefined) return refused(refuse('no-such-account', text));
    const found = await findAccount(core, key);
    if (isRefusal(found)) return refused(found);
    return found.value ? done(about(context, found.value)) : refused(refuse('no-such-account', text));
  },
});

/** Whose an account is anybody may know who can try to register it; the rest is its holder's and the operators'. */
function about({ core, session }: ServiceContext, account: AccountRecord): string[] {
  const isKnown = account.key === session.person.account?.key || hasRight(core, session.person, 'accounts');
  const lines = [`${account.name} (${account.key}@${core.config.domain}), made ${day(account.createdAt)}`];
  if (!isKnown) return lines;
  if (account.email !== '') lines.push(`Mail: ${account.email}`);
  if (account.lastSeenAt !== undefined) lines.push(`Last seen ${day(account.lastSeenAt)}`);
  if (account.unverified) lines.push('It waits for its code (VERIFY).');
  if (account.locked) lines.push('It is suspended.');
  return lines;
}

function day(at: number): string {
  return new Date(at).toISOString().slice(0, 10);
}

/** The account, for who knows its password over a connection that may be trusted with it. */
function proven(
  { core, session, wire }: ServiceContext,
  name: string,
  given: string,
): Promise<AccountRecord | Refusal> {
  return wire.mayLogIn ? verifyPassword(core, name, given, session.ip) : Promise.resolve(insecure);
}

async function enter({ wire }: ServiceContext, account: AccountRecord, said: string): Promise<Result> {
  const refusal = await wire.logIn(account);
  return refusal ? refused(refusal) : done([said]);
}

function isOwn({ session }: ServiceContext, name: string): boolean {
  return fold(name) === session.person.account?.key;
}

const insecure = refuse('not-authorized', undefined, { text: 'passwords are taken over TLS only' });

function already({ name }: AccountRecord): Refusal {
  return refuse('not-authorized', undefined, { text: `you are logged in to ${name} already` });
}

function notYours(name: string): Refusal {
  return refuse('not-authorized', name, { text: 'you are not logged in to that account; add its password' });
}

/** What people say to NickServ to be who they are. */
export const nickServCommands = [register, verify, identify, logout, ghost, recover, info];
