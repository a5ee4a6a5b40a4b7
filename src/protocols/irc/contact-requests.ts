import type { SubscriptionEvent } from '../../core/contact-event.ts';
import { View } from '../../core/endpoint.ts';
import { findRoster } from '../../core/presence/roster.ts';
import { isRefusal } from '../../core/refusal.ts';
import type { Client } from './client.ts';
import { serviceSource } from './pseudo.ts';
import type { Asked, Spelt } from './spelt.ts';
import type { Spelling } from './spelling.ts';
import { encodeLine, formatLine } from './wire/format.ts';

/** Requests that are told again to who comes (SEMANTICS 7). */
const MOST_TOLD = 3;

/**
 * Somebody asks to see when an account is online: a notice, for who has no roster to show it in. Requests that have waited are
 * told behind the welcome, and not all of them.
 */
export function subscription({ from, to, act }: SubscriptionEvent, { spelling, view }: Asked): readonly Spelt[] {
  return act === 'subscribe' && !(view & View.REPLAY)
    ? [{ tags: '', text: request(spelling, spelling.nick(to), from) }]
    : [];
}

function request(spelling: Pick<Spelling, 'nick'>, nick: string, from: SubscriptionEvent['from']): string {
  const who = spelling.nick(from);
  const text = `${who} wants to see when you are online. /msg ContactServ ACCEPT ${who} (or DENY ${who})`;
  return formatLine(serviceSource('ContactServ'), 'NOTICE', [nick, text]);
}

/** Tells who has just come of the requests that still wait. */
export function startTellingRequests(client: Client): void {
  tellRequests(client).catch((error: unknown) =>
    client.server.core.log.error({ error: String(error) }, 'irc: contact requests were not told'),
  );
}

async function tellRequests(client: Client): Promise<void> {
  const { session, server } = client;
  if (session?.person.kind !== 'account') return;
  const roster = await findRoster(server.core, session.person.address.bare);
  if (isRefusal(roster) || !session.isAttached) return;
  const waiting = [...roster.contacts.values()].filter(({ pendingIn }) => pendingIn);
  for (const { address } of waiting.slice(0, MOST_TOLD)) {
    client.replies.show(encodeLine(request(server.spelling, client.nick, address)));
  }
  if (waiting.length <= MOST_TOLD) return;
  const more = `${waiting.length - MOST_TOLD} more ask the same. /msg ContactServ LIST`;
  client.replies.show(encodeLine(formatLine(serviceSource('ContactServ'), 'NOTICE', [client.nick, more])));
}
