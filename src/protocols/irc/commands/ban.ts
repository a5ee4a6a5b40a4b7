import { guessBan } from '../../../core/bans/ban.ts';
import type { BanRecord } from '../../../core/bans/ban.ts';
import { addBan, removeBan } from '../../../core/bans/change-bans.ts';
import { spanText } from '../../../core/bans/barred.ts';
import { operatorOf } from '../../../core/operators/operator-of.ts';
import { isRefusal, refuse, type Refusal } from '../../../core/refusal.ts';
import { fold } from '../../../lib/fold.ts';
import { matchesMask } from '../../../lib/mask.ts';
import { parseSpan } from '../../../lib/span.ts';
import type { Client } from '../client.ts';
import { cleanText } from '../clean-text.ts';
import type { Command, Result, Slices } from '../command.ts';
import { irc } from '../config.ts';
import { cutBytes } from '../wire/format.ts';

/** BAN ADD|DEL|LIST: the server's one list of bans, by address, range, domain, account or mask. */
export const ban: Command = {
  run(client, [verb = 'LIST', ...params]) {
    const refused = refusedTo(client);
    if (refused) return refused;
    const [subject = '', ...words] = params;
    switch (verb.toUpperCase()) {
      case 'ADD':
        return subject === '' ? tooFew(client) : add(client, subject, words);
      case 'DEL':
      case 'RM':
        return subject === '' ? tooFew(client) : remove(client, subject);
      case 'LIST':
        return list(client, subject === '' ? '*' : subject);
      default:
        return void client.serverNotice(
          'BAN ADD <what> [<time>] [<reason> [| <note>]], BAN DEL <what>, BAN LIST [<mask>]',
        );
    }
  },
};

/** KLINE [<time>] <mask> [<reason> [| <note>]], and DLINE for addresses: as operators of other servers type it. */
export const kline: Command = {
  params: 1,
  run(client, [first = '', ...rest]) {
    const refused = refusedTo(client);
    if (refused) return refused;
    // There a number by itself is minutes.
    const time = /^\d{1,7}$/.test(first) ? `${first}m` : first;
    if (parseSpan(time) === undefined && first !== '0') return add(client, first, rest);
    const [subject, ...words] = rest;
    return subject === undefined ? tooFew(client) : add(client, subject, first === '0' ? words : [time, ...words]);
  },
};

/** UNKLINE <mask>, UNDLINE <address> */
export const unkline: Command = {
  params: 1,
  run: (client, [subject = '']) => refusedTo(client) ?? remove(client, subject),
};

function refusedTo({ session, server }: Client): Refusal | undefined {
  return session && operatorOf(server.core, session.person, 'ban');
}

function tooFew(client: Client): undefined {
  client.numeric('ERR_NEEDMOREPARAMS', 'BAN');
}

async function add(client: Client, what: string, words: readonly string[]): Promise<Exclude<Result, Promise<unknown>>> {
  const { core } = client.server;
  const subject = guessBan(what);
  if (!subject) return refuse('bad-setting', what, { text: 'That is no address, range, domain, account or mask' });
  const lasts = parseSpan(words[0] ?? '');
  const text = cleanText(words.slice(lasts === undefined ? 0 : 1).join(' '));
  const [why = '', note = ''] = text.split('|', 2).map((part) => cutBytes(part.trim(), core.config.limits.reason));
  const added = await addBan(core, { ...subject, why, note, by: client.nick, lasts }, client.session);
  if (isRefusal(added)) return added;
  client.serverNotice(`Banned ${describe(client, added)}`);
  return undefined;
}

async function remove(client: Client, what: string): Promise<Exclude<Result, Promise<unknown>>> {
  const subject = guessBan(what);
  const removed = subject && (await removeBan(client.server.core, subject, client.nick));
  if (isRefusal(removed)) return removed;
  client.serverNotice(
    subject && removed ? `The ban on ${subject.kind} ${subject.subject} is lifted` : `No ban on ${what}`,
  );
  return undefined;
}

function* list(client: Client, mask: string): Slices {
  let lines = 0;
  for (const each of client.server.core.bans.all()) {
    if (!matchesMask(fold(mask), fold(each.subject))) continue;
    client.serverNotice(describe(client, each));
    if (++lines % irc.slice === 0) yield;
  }
  client.serverNotice(lines === 0 ? 'No bans' : `${lines} ${lines === 1 ? 'ban' : 'bans'}`);
  return undefined;
}

/** One ban in a line, for operators. */
export function describe({ server }: Client, entry: BanRecord): string {
  const { kind, subject, why, note, by, expiresAt } = entry;
  const time = expiresAt === undefined ? 'for good' : `for ${spanText(expiresAt - server.core.clock.now())}`;
  return `${kind} ${subject} ${time}, by ${by}: ${why || 'no reason given'}${note === '' ? '' : ` [${note}]`}`;
}
