import type { Bare } from '../../../lib/address.ts';
import type { RosterContact } from '../../contact-event.ts';
import { removeContact } from '../../presence/remove-contact.ts';
import { findRoster, isListed } from '../../presence/roster.ts';
import { setContact } from '../../presence/set-contact.ts';
import { isFrom, stateOf, type SubscriptionAct } from '../../presence/subscription-table.ts';
import { changeSubscription } from '../../presence/subscriptions.ts';
import { isRefusal, refuse, type Refusal } from '../../refusal.ts';
import { optional, rest, word } from '../param.ts';
import { refused } from '../refused.ts';
import { done, type Result } from '../result.ts';
import { accountNamed, defineServiceCommand, type ServiceContext } from './service-command.ts';

const person = word('somebody, by nick or by address such as bob@example.org');

const list = defineServiceCommand('ContactServ', {
  verb: 'LIST',
  summary: 'List your contacts, and who asks to see when you are online',
  examples: ['LIST', 'list'],
  params: {},
  async run(context: ServiceContext) {
    const roster = await rosterOf(context);
    if (isRefusal(roster)) return refused(roster);
    const rows = [...roster.contacts.values()]
      .sort((a, b) => (a.address < b.address ? -1 : 1))
      .map((contact) => line(context, contact));
    return done(rows.length > 0 ? rows : ['You have no contacts. ADD adds one.']);
  },
});

const add = defineServiceCommand('ContactServ', {
  verb: 'ADD',
  summary: 'Make somebody your contact, and ask to see when they are online',
  examples: ['ADD bob', 'ADD carol@example.org Carol from work'],
  params: { person, name: optional(rest('what you call them')) },
  async run(context: ServiceContext, args) {
    const { core, session } = context;
    const roster = await rosterOf(context);
    if (isRefusal(roster)) return refused(roster);
    const address = await accountNamed(context, args.person);
    if (isRefusal(address)) return refused(address);
    const known = roster.contacts.get(address);
    const named = { address, name: args.name ?? known?.name ?? '', groups: known?.groups ?? [] };
    const refusal =
      (await setContact(core, session, named)) ??
      (await changeSubscription(core, session, { to: address, act: 'subscribe' }));
    if (refusal) return refused(spelt(context, refusal));
    const isThere = roster.contacts.get(address)?.pendingOut === false;
    return done([`${args.person} is your contact${isThere ? '' : '; when they accept you see when they are online'}.`]);
  },
});

/** ACCEPT and DENY: what is answered to who asks. */
function answerCommand(verb: string, act: SubscriptionAct, summary: string, said: string) {
  return defineServiceCommand('ContactServ', {
    verb,
    summary,
    examples: [`${verb} bob`, `${verb} carol@example.org`],
    params: { person },
    async run(context: ServiceContext, args): Promise<Result> {
      const roster = await rosterOf(context);
      if (isRefusal(roster)) return refused(roster);
      const to = context.names.personOf(args.person);
      const contact = to && roster.contacts.get(to);
      if (to === undefined || !(contact?.pendingIn || isFrom(stateOf(contact))))
        return refused(nobodyAsks(args.person));
      const refusal = await changeSubscription(context.core, context.session, { to, act });
      return refusal ? refused(spelt(context, refusal)) : done([`${args.person} ${said}.`]);
    },
  });
}

const remove = defineServiceCommand('ContactServ', {
  verb: 'REMOVE',
  aliases: ['DEL'],
  summary: 'Take somebody off your contacts: neither of you sees when the other is online',
  examples: ['REMOVE bob', 'DEL carol@example.org'],
  params: { person },
  async run(context: ServiceContext, args) {
    const address = context.names.personOf(args.person);
    const refusal =
      address === undefined
        ? refuse('no-such-account', args.person)
        : await removeContact(context.core, context.session, address);
    if (!refusal) return done([`${args.person} is no contact of yours any more.`]);
    const isStranger = refusal.reason === 'no-such-account';
    return refused(isStranger ? { ...refusal, about: args.person, text: 'that is no contact of yours' } : refusal);
  },
});

async function rosterOf({ core, session }: ServiceContext) {
  const { kind, address } = session.person;
  return kind === 'account' ? findRoster(core, address.bare) : refuse('account-required');
}

function nobodyAsks(about: string): Refusal {
  return refuse('no-such-account', about, { text: 'they do not ask to see when you are online' });
}

/** The asker's own word for people. */
function spelt({ names }: ServiceContext, refusal: Refusal): Refusal {
  const { about } = refusal;
  return about?.includes('@') ? { ...refusal, about: names.showPerson(about as Bare) } : refusal;
}

const standings = {
  none: 'neither sees the other',
  to: 'you see them',
  from: 'they see you',
  both: 'you see each other',
  remove: '',
} as const;

function line({ core, names }: ServiceContext, contact: RosterContact): string {
  const { address, name, subscription, pendingIn, pendingOut } = contact;
  const nick = names.showPerson(address);
  if (!isListed(contact)) return `${nick} asks to see when you are online: ACCEPT ${nick}, or DENY ${nick}`;
  const sees = subscription === 'to' || subscription === 'both';
  const parts = [
    ...(name === '' || name === nick ? [] : [name]),
    standings[subscription],
    ...(pendingOut ? ['you have asked'] : []),
    ...(pendingIn ? ['they ask to see you'] : []),
    ...(sees ? [core.people.byAddress(address)?.availability?.show ?? 'offline'] : []),
  ];
  return `${nick}  ${parts.join(', ')}`;
}

/** What people say to ContactServ. */
export const contactServCommands = [
  list,
  add,
  answerCommand('ACCEPT', 'subscribed', 'Let somebody see when you are online', 'sees when you are online'),
  answerCommand(
    'DENY',
    'unsubscribed',
    'Do not let somebody see when you are online, or not any more',
    'does not see when you are online',
  ),
  remove,
];
