import { defineCommand } from './command.ts';
import { numberOption, option, secret, word } from './param.ts';
import type { AccountDetails, AccountSummary, AdminContext } from './ports.ts';
import { isRefused, refused } from './refused.ts';
import { done } from './result.ts';
import type { Json, Result } from './result.ts';
import type { Refusal } from '../refusal.ts';

const name = word('name of the account');

const add = defineCommand({
  path: 'account add',
  aliases: ['adduser'],
  summary: 'Make an account',
  examples: ['account add alice', 'account add bob --password-file bob.txt'],
  params: { name, password: secret('password of the account') },
  run: async ({ accounts }: AdminContext, args) => {
    const made = await accounts.add(args.name, args.password);
    if (isRefused(made)) return refused(made);
    const line = `${made.name} is an account: IRC nick ${made.name} (log in with SASL), XMPP ${made.address}`;
    return done([line], asJson(made));
  },
});

const remove = defineCommand({
  path: 'account remove',
  aliases: ['deluser'],
  summary: 'Remove an account with its roster, its private messages and its places in rooms',
  examples: ['account remove alice', 'deluser bob'],
  params: { name },
  run: async ({ accounts }: AdminContext, args) => answer(await accounts.remove(args.name), `${args.name} is removed`),
});

const passwd = defineCommand({
  path: 'account passwd',
  aliases: ['passwd'],
  summary: 'Give an account a new password',
  examples: ['account passwd alice', 'passwd bob --password-file -'],
  params: { name, password: secret('new password') },
  run: async ({ accounts }: AdminContext, args) =>
    answer(await accounts.setPassword(args.name, args.password), `${args.name} has a new password`),
});

const list = defineCommand({
  path: 'account list',
  summary: 'List accounts in name order',
  examples: ['account list', 'account list --after m --limit 50 --json'],
  params: { after: option('begin behind this name'), limit: numberOption('most accounts', 1, 100_000) },
  run: async ({ accounts }: AdminContext, args) => {
    const limit = args.limit ?? 1000;
    const found = await accounts.list(args.after ?? '', limit);
    const rows = found.map(
      ({ name, locked, lastSeenAt }) => `${name.padEnd(32)} ${locked ? 'locked' : '      '} ${seen(lastSeenAt)}`,
    );
    const more = found.length === limit ? [`(there may be more: --after ${found.at(-1)?.name ?? ''})`] : [];
    return done(found.length > 0 ? [...rows, ...more] : ['no accounts'], found.map(asJson));
  },
});

const show = defineCommand({
  path: 'account show',
  summary: 'Show one account',
  examples: ['account show alice', 'account show alice --json'],
  params: { name },
  run: async ({ accounts }: AdminContext, args) => {
    const found = await accounts.show(args.name);
    return found ? done(detailLines(found), asJson(found)) : refused({ reason: 'no-such-account', about: args.name });
  },
});

const lock = defineCommand({
  path: 'account lock',
  summary: 'Lock an account out: its sessions end and it cannot log in',
  examples: ['account lock mallory', 'account lock bob --json'],
  params: { name },
  run: async ({ accounts }: AdminContext, args) => answer(await accounts.lock(args.name), `${args.name} is locked`),
});

const unlock = defineCommand({
  path: 'account unlock',
  summary: 'Let a locked account in again',
  examples: ['account unlock mallory', 'account unlock bob --json'],
  params: { name },
  run: async ({ accounts }: AdminContext, args) => answer(await accounts.unlock(args.name), `${args.name} may log in`),
});

const verify = defineCommand({
  path: 'account verify',
  summary: 'Let an account be used that waits for its code',
  examples: ['account verify alice', 'account verify bob --json'],
  params: { name },
  run: async ({ accounts }: AdminContext, args) => answer(await accounts.verify(args.name), `${args.name} is verified`),
});

/** `account …`. */
export const accountCommands = [add, remove, passwd, list, show, lock, unlock, verify];

function answer(refusal: Refusal | undefined, line: string): Result {
  return refusal ? refused(refusal) : done([line]);
}

function detailLines(account: AccountDetails): string[] {
  return [
    `account    ${account.name} (${account.address})${account.locked ? ', locked' : ''}`,
    `made       ${instant(account.createdAt)}`,
    `last seen  ${seen(account.lastSeenAt)}`,
    ...(account.email === '' ? [] : [`email      ${account.email}`]),
    ...(account.code === undefined ? [] : [`waits for  VERIFY ${account.name} ${account.code}`]),
    ...account.sessions.map(
      ({ protocol, remote, since }) => `session    ${protocol} from ${remote} since ${instant(since)}`,
    ),
    ...(account.rooms.length === 0 ? [] : [`rooms      ${account.rooms.join(' ')}`]),
  ];
}

function asJson(account: AccountSummary): Json {
  return { ...account, lastSeenAt: account.lastSeenAt ?? null };
}

function seen(at: number | undefined): string {
  return at === undefined ? 'never seen' : instant(at);
}

function instant(at: number): string {
  return new Date(at).toISOString().replace('T', ' ').slice(0, 19);
}
