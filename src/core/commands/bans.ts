import { banKinds, guessBan, parseBan, type BanRecord, type BanSubject } from '../bans/ban.ts';
import { defineCommand } from './command.ts';
import { option, optional, pick, spanOption, word } from './param.ts';
import type { AdminContext } from './ports.ts';
import { isRefused, refused } from './refused.ts';
import { done, failed, type Json, type Result } from './result.ts';

const kind = pick('what is banned', banKinds);
const subject = word(
  'the address, range, domain, account or mask',
  'such as 192.0.2.7, 2001:db8::/48, spam.example, alice or *!*@host',
);

const add = defineCommand({
  path: 'ban add',
  summary: 'Keep an address, a range, a domain, an account or a mask away from the server',
  examples: ['ban add ip 192.0.2.7 --reason "spam" --for 7d', 'ban add mask "spam*!*@*"'],
  params: {
    kind,
    subject,
    reason: option('told to who is kept away'),
    note: option('for operators only'),
    for: spanOption('how long; for good where it is left out'),
  },
  run: async ({ bans }: AdminContext, args) => {
    const ban = parseBan(args.kind, args.subject);
    if (!ban) return impossible(args.kind, args.subject);
    const added = await bans.add({ ...ban, why: args.reason ?? '', note: args.note ?? '', lasts: args.for });
    return isRefused(added) ? refused(added) : done([`banned  ${line(added)}`], asJson(added));
  },
});

const list = defineCommand({
  path: 'ban list',
  summary: 'List who is kept away from the server',
  examples: ['ban list', 'ban list ip --json'],
  params: { kind: optional(kind) },
  run: async ({ bans }: AdminContext, args) => {
    const found = bans.list().filter((ban) => args.kind === undefined || ban.kind === args.kind);
    return done(found.length > 0 ? found.map(line) : ['no bans'], found.map(asJson));
  },
});

const remove = defineCommand({
  path: 'ban rm',
  aliases: ['ban remove'],
  summary: 'Lift a ban',
  examples: ['ban rm ip 192.0.2.7', 'ban rm account alice'],
  params: { kind, subject },
  run: async ({ bans }: AdminContext, args) => {
    const ban = parseBan(args.kind, args.subject) ?? guessBan(args.subject);
    if (!ban) return impossible(args.kind, args.subject);
    const removed = await bans.remove(ban);
    if (typeof removed !== 'boolean') return refused(removed);
    return removed ? done([`lifted  ${named(ban)}`]) : failed('no-such-ban', [`there is no ban on ${named(ban)}`]);
  },
});

/** Commands on the one list of bans. */
export const banCommands = [add, list, remove];

function impossible(of: string, text: string): Result {
  return failed('bad-setting', [`${JSON.stringify(text)} is no ${of}`]);
}

function named({ kind: of, subject: who }: BanSubject): string {
  return `${of} ${who}`;
}

function line(ban: BanRecord): string {
  const until =
    ban.expiresAt === undefined ? 'for good' : `until ${new Date(ban.expiresAt).toISOString().slice(0, 16)}`;
  const remark = ban.note === '' ? '' : ` [${ban.note}]`;
  return `${named(ban).padEnd(40)} ${until}, by ${ban.by}: ${ban.why === '' ? 'no reason given' : ban.why}${remark}`;
}

function asJson(ban: BanRecord): Json {
  return { ...ban, expiresAt: ban.expiresAt ?? null };
}
