import { createHmac } from 'node:crypto';
import { isRefusal, refuse } from '../../refusal.ts';
import { affiliate } from '../../rooms/affiliate.ts';
import { claimRoom } from '../../rooms/claim.ts';
import { destroy } from '../../rooms/destroy.ts';
import { invite } from '../../rooms/invite.ts';
import { kick } from '../../rooms/kick.ts';
import type { Affiliation } from '../../rooms/rank.ts';
import { affiliationOf, ownerOf } from '../../rooms/rights.ts';
import type { Room } from '../../rooms/room.ts';
import { setRole } from '../../rooms/set-role.ts';
import { optional, pick, rest, word } from '../param.ts';
import { refused } from '../refused.ts';
import { done, failed, type Result } from '../result.ts';
import { accountNamed, defineServiceCommand, inRoom, roomNamed, type ServiceContext } from './service-command.ts';

const room = word('the room, such as #lobby');
const nick = word('the nick of somebody in the room');

const register = defineServiceCommand('ChanServ', {
  verb: 'REGISTER',
  aliases: ['CLAIM'],
  summary: 'Make a room yours that nobody owns; it is kept from then on',
  examples: ['REGISTER #mine', 'CLAIM #ours'],
  params: { room },
  run: (context: ServiceContext, args) =>
    inRoom(
      context,
      args.room,
      (found) => claimRoom(context.core, context.session, found),
      (shown) => `${shown} is yours.`,
    ),
});

const drop = defineServiceCommand('ChanServ', {
  verb: 'DROP',
  aliases: ['UNREGISTER'],
  summary: 'End a room of yours for good, with its history and its lists; the first time you are told a code to repeat',
  examples: ['DROP #mine', 'DROP #mine 3f9a1c'],
  params: { room, code: optional(word('the code that DROP told you')) },
  async run(context: ServiceContext, args) {
    const found = await roomNamed(context, args.room);
    if (isRefusal(found)) return refused(found);
    const not = ownerOf(found, context.session);
    if (not) return refused(not);
    const code = codeOf(context, found);
    if (args.code !== code) {
      const shown = context.names.showRoom(found.address);
      return done([
        `This ends ${shown} for everybody and cannot be undone. If that is meant, say: DROP ${shown} ${code}`,
      ]);
    }
    return inRoom(
      context,
      args.room,
      (each) => destroy(context.core, context.session, each, ''),
      (shown) => `${shown} is gone.`,
    );
  },
});

/** Proves that the question was read; nothing secret. */
function codeOf({ core, session }: ServiceContext, { record }: Room): string {
  const asked = `drop:${record.id}:${session.person.address.bare}`;
  return createHmac('sha256', core.secret).update(asked).digest('hex').slice(0, 6);
}

/** What lasts is given to who is not here. */
function absent({ lines }: Result, text: string, target: string): Result {
  return failed('not-in-room', [...lines, `For good, here or not: ACCESS ADD ${text} ${target} admin (or member)`]);
}

/** OP and its like: what is done to somebody in the room, oneself unless said. */
function rankCommand(verb: string, role: 'moderator' | 'participant' | 'visitor', summary: string) {
  return defineServiceCommand('ChanServ', {
    verb,
    summary,
    examples: [`${verb} #lobby`, `${verb} #lobby bob`],
    params: { room, nick: optional(nick) },
    async run(context: ServiceContext, args) {
      const target = args.nick ?? context.session.person.nickname;
      const result = await inRoom(
        context,
        args.room,
        (found) => setRole(context.core, context.session, found, target, role),
        (shown) => `${verb} ${target} in ${shown}: done.`,
      );
      const isAbsent = result.exit !== 0 && (result.data as { error?: string }).error === 'not-in-room';
      return isAbsent ? absent(result, args.room, target) : result;
    },
  });
}

const remove = defineServiceCommand('ChanServ', {
  verb: 'KICK',
  summary: 'Remove somebody from a room',
  examples: ['KICK #lobby bob', 'KICK #lobby bob not here, please'],
  params: { room, nick, reason: optional(rest('why')) },
  run: (context: ServiceContext, args) =>
    inRoom(
      context,
      args.room,
      (found) => kick(context.core, context.session, found, args.nick, args.reason ?? ''),
      (shown) => `${args.nick} is removed from ${shown}.`,
    ),
});

const ask = defineServiceCommand('ChanServ', {
  verb: 'INVITE',
  summary: 'Invite somebody into a room',
  examples: ['INVITE #staff bob', 'INVITE #staff carol please join us'],
  params: { room, nick: word('who is invited'), reason: optional(rest('why')) },
  run(context: ServiceContext, args) {
    const target = context.names.personOf(args.nick);
    if (target === undefined) return Promise.resolve(refused(refuse('no-such-nickname', args.nick)));
    return inRoom(
      context,
      args.room,
      (found) =>
        invite(context.core, context.session, found, { to: target, reason: args.reason ?? '', mediated: true }),
      (shown) => `${args.nick} is invited to ${shown}.`,
    );
  },
});

const LEVELS = { owner: 'owner', admin: 'admin', member: 'member', ban: 'outcast', none: 'none' } as const;

const give = defineServiceCommand('ChanServ', {
  verb: 'ACCESS ADD',
  aliases: ['ACCESS SET'],
  summary: 'Give an account a lasting place in a room: it holds whether they are here or not',
  examples: ['ACCESS ADD #lobby bob admin', 'ACCESS ADD #lobby mallory ban'],
  params: {
    room,
    account: word('the account'),
    level: pick('its place', Object.keys(LEVELS) as (keyof typeof LEVELS)[]),
  },
  run: (context: ServiceContext, args) => place(context, args.room, args.account, LEVELS[args.level]),
});

const take = defineServiceCommand('ChanServ', {
  verb: 'ACCESS DEL',
  summary: 'Take an account off the list of a room, its ban too',
  examples: ['ACCESS DEL #lobby bob', 'ACCESS DEL #lobby mallory'],
  params: { room, account: word('the account') },
  run: (context: ServiceContext, args) => place(context, args.room, args.account, 'none'),
});

/** Places are given to accounts that there are, so that nobody comes into one by taking the name; they are taken from any. */
async function place(
  context: ServiceContext,
  text: string,
  account: string,
  affiliation: Affiliation,
): Promise<Result> {
  const address =
    affiliation === 'none'
      ? (context.names.personOf(account) ?? refuse('no-such-account', account))
      : await accountNamed(context, account);
  if (isRefusal(address)) return refused(address);
  return inRoom(
    context,
    text,
    (found) => affiliate(context.core, context.session, found, { address, affiliation }),
    (shown) => `${account} is now on the list of ${shown} as: ${affiliation}.`,
  );
}

const access = defineServiceCommand('ChanServ', {
  verb: 'ACCESS LIST',
  aliases: ['ACCESS', 'FLAGS'],
  summary: 'Show who has a lasting place in a room',
  examples: ['ACCESS LIST #lobby', 'ACCESS #lobby'],
  params: { room },
  async run(context: ServiceContext, args) {
    const found = await roomNamed(context, args.room);
    if (isRefusal(found)) return refused(found);
    const mine = affiliationOf(found, context.session);
    if (mine === 'none' || mine === 'outcast') return refused(refuse('no-rights', args.room));
    const records = [...found.affiliations.values()];
    const rows = records.map((each) => {
      const when = new Date(each.at).toISOString().slice(0, 10);
      return `${context.names.showPerson(each.address)}  ${each.affiliation}  (by ${each.by}, ${when})`;
    });
    return done([...rows, `${rows.length} on the list of ${context.names.showRoom(found.address)}.`]);
  },
});

const transfer = defineServiceCommand('ChanServ', {
  verb: 'TRANSFER',
  summary: 'Make somebody else an owner of your room, and yourself an admin',
  examples: ['TRANSFER #mine bob', 'TRANSFER #ours carol'],
  params: { room, account: word('the account that is to own it') },
  async run(context: ServiceContext, args) {
    const handed = await place(context, args.room, args.account, 'owner');
    if (handed.exit !== 0) return handed;
    const { core, session } = context;
    return inRoom(
      context,
      args.room,
      (found) => affiliate(core, session, found, { address: session.person.address.bare, affiliation: 'admin' }),
      (shown) => `${shown} belongs to ${args.account} now; you are an admin there.`,
    );
  },
});

/** What people say to ChanServ about a room and those in it. */
export const chanServCommands = [
  register,
  drop,
  rankCommand('OP', 'moderator', 'Make somebody a moderator for this stay'),
  rankCommand('DEOP', 'participant', 'Take that away again'),
  rankCommand('VOICE', 'participant', 'Let somebody speak who may not'),
  rankCommand('DEVOICE', 'visitor', 'Let somebody only listen'),
  remove,
  ask,
  give,
  take,
  access,
  transfer,
];
