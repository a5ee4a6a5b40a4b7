import type { Bare } from '../../../lib/address.ts';
import type { Person } from '../../presence/person.ts';
import { isRefusal, refuse, type Outcome, type Refusal } from '../../refusal.ts';
import { affiliate } from '../../rooms/affiliate.ts';
import { entryOfAddress } from '../../rooms/entry-of-address.ts';
import { kick } from '../../rooms/kick.ts';
import { entryOf, likenessOf, names } from '../../rooms/list-entry.ts';
import { addMask, removeMask } from '../../rooms/masks.ts';
import { moderatorOf } from '../../rooms/rights.ts';
import type { Room } from '../../rooms/room.ts';
import { optional, rest, word } from '../param.ts';
import { refused } from '../refused.ts';
import { failed } from '../result.ts';
import { accountNamed, defineServiceCommand, inRoom, type ServiceContext } from './service-command.ts';

const room = word('the room, such as #lobby');
const who = word('a nick, an account or a mask');

const ban = defineServiceCommand('ChanServ', {
  verb: 'BAN',
  aliases: ['KICKBAN', 'AKICK ADD'],
  summary: 'Keep somebody out of a room; who is inside is removed',
  examples: ['BAN #lobby mallory enough of that', 'BAN #lobby *!*@spam.example'],
  params: { room, who, reason: optional(rest('why')) },
  async run(context: ServiceContext, args) {
    const target = await targetOf(context, args.who);
    if (isRefusal(target)) return refused(target);
    const act = (found: Room) => keepOut(context, found, target, args.reason ?? '');
    return inRoom(context, args.room, act, (shown) => `${args.who} is banned from ${shown}.`);
  },
});

const unban = defineServiceCommand('ChanServ', {
  verb: 'UNBAN',
  aliases: ['AKICK DEL'],
  summary: 'Let somebody in again: every ban that names them is lifted',
  examples: ['UNBAN #lobby mallory', 'UNBAN #lobby *!*@spam.example'],
  params: { room, who },
  async run(context: ServiceContext, args) {
    const target = wordOf(context, args.who);
    if (isRefusal(target)) return refused(target);
    let lifted = 0;
    const act = (found: Room): Outcome => {
      const not = moderatorOf(found, context.session);
      if (not) return not;
      for (const entry of bansOn(context, found, target)) {
        const outcome = removeMask(context.core, context.session, found, 'ban', entry);
        if (outcome) return outcome;
        lifted++;
      }
      return undefined;
    };
    const result = await inRoom(context, args.room, act, (shown) => `${args.who} may enter ${shown} again.`);
    if (result.exit !== 0 || lifted > 0) return result;
    return failed('no-such-ban', [`No ban in ${args.room} names ${args.who}.`]);
  },
});

/** Whom a word means: everybody that a mask names, or one person, here or not. */
type Target = { readonly mask: string } | { readonly address: Bare; readonly person: Person | undefined };

function wordOf({ core, names: named }: ServiceContext, text: string): Target | Refusal {
  const mask = named.maskOf(text);
  if (mask !== undefined) return { mask };
  const address = named.personOf(text);
  return address === undefined ? refuse('no-such-nickname', text) : { address, person: core.people.byAddress(address) };
}

/** The same, of those only that there are. */
async function targetOf(context: ServiceContext, text: string): Promise<Target | Refusal> {
  const target = wordOf(context, text);
  if (isRefusal(target) || 'mask' in target || target.person) return target;
  const address = await accountNamed(context, text);
  return isRefusal(address) ? address : { address, person: undefined };
}

/** Accounts are outcasts; a guest is known by mask only. */
function keepOut({ core, session }: ServiceContext, found: Room, target: Target, reason: string): Outcome {
  if ('mask' in target) return addMask(core, session, found, 'ban', target.mask);
  const { address, person } = target;
  if (person?.kind !== 'guest') return affiliate(core, session, found, { address, affiliation: 'outcast', reason });
  const refusal = addMask(core, session, found, 'ban', `*!${person.mask}`);
  if (refusal || !person.occupancies.has(found.address)) return refusal;
  return kick(core, session, found, person.nickname, reason);
}

function bansOn({ core }: ServiceContext, found: Room, target: Target): string[] {
  const masks = found.masks.filter(({ list }) => list === 'ban');
  if ('mask' in target) {
    const isOutcast = [...found.affiliations.values()].some(
      ({ affiliation, address }) =>
        affiliation === 'outcast' && entryOfAddress(core, 'ban', address) === target.mask.toLowerCase(),
    );
    return isOutcast || masks.some(({ mask }) => mask.toLowerCase() === target.mask.toLowerCase()) ? [target.mask] : [];
  }
  const { address, person } = target;
  const likeness = person && likenessOf(person);
  const naming = likeness ? masks.filter((each) => names(entryOf(each), likeness)).map(({ mask }) => mask) : [];
  const isOutcast = found.affiliations.get(address)?.affiliation === 'outcast';
  return isOutcast ? [entryOfAddress(core, 'ban', address), ...naming] : naming;
}

/** What people say to ChanServ about who is kept out. */
export const chanServBanCommands = [ban, unban];
