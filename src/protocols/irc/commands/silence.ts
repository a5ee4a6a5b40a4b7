import { blocksOf } from '../../../core/blocks/block-list.ts';
import { accept as letWrite, changeBlock } from '../../../core/blocks/change-blocks.ts';
import { Later, isRefusal, refuse } from '../../../core/refusal.ts';
import { makeAddress, type Bare } from '../../../lib/address.ts';
import { fold } from '../../../lib/fold.ts';
import type { Client } from '../client.ts';
import type { Command, Result } from '../command.ts';
import { irc } from '../config.ts';
import { silenceMask } from '../silence-mask.ts';
import { addressOf, findPerson } from '../people-lookup.ts';

/** SILENCE, SILENCE [+|-]<nick or mask>: whom not to hear of, the same list as XEP-0191 (SEMANTICS 7, "Block"). */
export const silence: Command = {
  shows: 'blocking',
  run(client, [given = '']) {
    const { session, server } = client;
    if (!session) return undefined;
    if (given === '' || given === session.person.nickname) return show(client);
    const isAdded = !given.startsWith('-');
    const item = itemOf(client, given.replace(/^[-+]/, ''));
    if (item === undefined) return refuse('no-such-nickname', given);
    return changeBlock(server.core, session.person, item, isAdded);
  },
};

/** An account is meant by its address, whatever it is called; everybody else by a mask. */
function itemOf(client: Client, given: string): string | undefined {
  const { domain } = client.server.core.config;
  const own = /^\*!([^@*?!]+)@([^@*?!]+)$/.exec(given);
  if (own?.[2] === domain) return makeAddress((own[1] as string).toLowerCase(), domain).bare;
  if (given === '' || given.length > 200 || /[\s,]/.test(given)) return undefined;
  if (/[!*?]/.test(given)) return maskOf(given);
  const person = findPerson(client, given);
  if (person) return person.account ? person.address.bare : fold(`${person.nickname}!*@*`);
  return addressOf(client, given) ?? fold(`${given}!*@*`);
}

function maskOf(given: string): string | undefined {
  const [, nick = '', ident = '', host = ''] = /^([^!@]*)(?:!([^!@]*))?(?:@([^!@]*))?$/.exec(given) ?? [];
  if (nick + ident + host === '') return undefined;
  return fold(`${nick || '*'}!${ident || '*'}@${host || '*'}`);
}

/** 271 for each, then 272. */
function show(client: Client): Result {
  const { session, server } = client;
  if (!session) return undefined;
  const { nickname, address } = session.person;
  const list = blocksOf(server.core, address.bare);
  if (list instanceof Later || isRefusal(list)) return list;
  for (const item of list) client.numeric('RPL_SILELIST', nickname, silenceMask(item));
  client.numeric('RPL_ENDOFSILELIST', nickname);
  return undefined;
}

/** ACCEPT [-]<nick>{,[-]<nick>}: who may write in spite of user mode +R, until one of the two goes. */
export const accept: Command = {
  params: 1,
  each: { of: 0, most: irc.manyTargets },
  run(client, [given = '']) {
    const { session, server } = client;
    const nick = given.replace(/^[-+]/, '');
    const address: Bare | undefined = addressOf(client, nick);
    if (!session || address === undefined) return refuse('no-such-nickname', nick);
    letWrite(server.core, session.person, address, !given.startsWith('-'));
    return undefined;
  },
};
