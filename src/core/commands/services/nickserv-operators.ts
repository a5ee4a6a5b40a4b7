import { confirmationCode, isConfirmed } from '../../accounts/confirmation.ts';
import { createAccount } from '../../accounts/create-account.ts';
import { findAccount } from '../../accounts/find-account.ts';
import { listAccounts } from '../../accounts/list-accounts.ts';
import { lockAccount, unlockAccount } from '../../accounts/lock-account.ts';
import { accountKey } from '../../accounts/names.ts';
import { removeAccount } from '../../accounts/remove-account.ts';
import { setPassword } from '../../accounts/set-password.ts';
import { vouchFor } from '../../accounts/verify.ts';
import { note } from '../../operators/notices.ts';
import { keeperOf } from '../../operators/operator-of.ts';
import type { AccountRecord } from '../../ports.ts';
import { isRefusal, refuse, type Refusal } from '../../refusal.ts';
import { optional, secret, word } from '../param.ts';
import { refused } from '../refused.ts';
import { done, type Result } from '../result.ts';
import { defineServiceCommand, type ServiceContext } from './service-command.ts';

const account = word('the account');
const right = 'accounts';
const PAGE = 50;

const saRegister = defineServiceCommand('NickServ', {
  verb: 'SAREGISTER',
  right,
  summary: 'Make an account for somebody, whatever the rules for registering are',
  examples: ['SAREGISTER carol correcthorse', 'SAREGISTER dave batterystaple'],
  params: { account, password: secret('its password, without spaces') },
  run: (context: ServiceContext, args) =>
    act(context, args.account, 'registered', () => createAccount(context.core, args.account, args.password)),
});

const saPasswd = defineServiceCommand('NickServ', {
  verb: 'SAPASSWD',
  aliases: ['RESETPASS'],
  right,
  summary: 'Give an account another password; its sessions end',
  examples: ['SAPASSWD carol correcthorse', 'SAPASSWD dave batterystaple'],
  params: { account, password: secret('the new password, without spaces') },
  run: (context: ServiceContext, args) =>
    act(context, args.account, 'given a new password', () => setPassword(context.core, args.account, args.password)),
});

const saVerify = defineServiceCommand('NickServ', {
  verb: 'SAVERIFY',
  right,
  summary: 'Let an account be used without the code that it waits for',
  examples: ['SAVERIFY carol', 'SAVERIFY dave'],
  params: { account },
  run: (context: ServiceContext, args) =>
    act(context, args.account, 'verified', () => vouchFor(context.core, args.account)),
});

const suspend = defineServiceCommand('NickServ', {
  verb: 'SUSPEND',
  aliases: ['LOCK'],
  right,
  summary: 'Lock an account out: its sessions end and nobody logs in to it',
  examples: ['SUSPEND mallory', 'LOCK mallory'],
  params: { account },
  run: (context: ServiceContext, args) =>
    act(context, args.account, 'suspended', () => lockAccount(context.core, args.account)),
});

const unsuspend = defineServiceCommand('NickServ', {
  verb: 'UNSUSPEND',
  aliases: ['UNLOCK'],
  right,
  summary: 'Let a suspended account in again',
  examples: ['UNSUSPEND mallory', 'UNLOCK mallory'],
  params: { account },
  run: (context: ServiceContext, args) =>
    act(context, args.account, 'let in again', () => unlockAccount(context.core, args.account)),
});

const erase = defineServiceCommand('NickServ', {
  verb: 'ERASE',
  aliases: ['SAUNREGISTER'],
  right,
  summary: 'Remove the account of somebody for good; the first time you are told a code to repeat',
  examples: ['ERASE mallory', 'ERASE mallory 5kq3wzt8m2xd7hnp'],
  params: { account, code: optional(word('the code that ERASE told you')) },
  async run(context: ServiceContext, args) {
    const { core } = context;
    const key = accountKey(args.account);
    const found = key === undefined ? undefined : await findAccount(core, key);
    if (isRefusal(found)) return refused(found);
    const target = found?.value;
    if (!target) return refused(refuse('no-such-account', args.account));
    if (args.code === undefined || !isConfirmed(core, 'unregister', target, args.code)) {
      const code = confirmationCode(core, 'unregister', target);
      return done([
        `This removes ${target.name} for good and cannot be undone. If that is meant, say: ERASE ${target.name} ${code}`,
      ]);
    }
    return act(context, args.account, 'removed', async () => (await removeAccount(core, target.name)) ?? target);
  },
});

const list = defineServiceCommand('NickServ', {
  verb: 'LIST',
  right,
  summary: `List accounts in name order, ${PAGE} at a time`,
  examples: ['LIST', 'LIST m'],
  params: { after: optional(word('begin behind this name')) },
  async run({ core }: ServiceContext, args) {
    const found = await listAccounts(core, args.after ?? '', PAGE);
    if (isRefusal(found)) return refused(found);
    const rows = found.map(({ name, locked, unverified, createdAt }) => {
      const state = locked ? '  suspended' : unverified ? '  not verified' : '';
      return `${name}  made ${new Date(createdAt).toISOString().slice(0, 10)}${state}`;
    });
    const last = found.at(-1);
    const more = last && found.length === PAGE ? [`There may be more: LIST ${last.name}`] : [];
    return done(rows.length > 0 ? [...rows, ...more] : ['There are none.']);
  },
});

/** Done by an operator, to be found in the log and told to the others. */
async function act(
  { core, session }: ServiceContext,
  name: string,
  what: string,
  change: () => Promise<AccountRecord | Refusal>,
): Promise<Result> {
  const not = keeperOf(core, session.person, accountKey(name));
  if (not) return refused(not);
  const changed = await change();
  if (isRefusal(changed)) return refused(changed);
  core.log.info({ by: session.person.address.bare, account: changed.key, what }, 'account changed by an operator');
  note(core, 'a', `the account ${changed.name} was ${what} by ${session.person.nickname}`);
  return done([`${changed.name} is ${what}.`]);
}

/** What operators say to NickServ. */
export const nickServOperatorCommands = [saRegister, saPasswd, saVerify, suspend, unsuspend, erase, list];
