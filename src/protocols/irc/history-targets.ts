import { inboxHistory, roomHistory } from '../../core/archive/history.ts';
import type { MessageEvent } from '../../core/event.ts';
import type { PageQuery } from '../../core/ports.ts';
import type { Session } from '../../core/presence/session.ts';
import { isRefusal, type Refusal } from '../../core/refusal.ts';
import type { Bare } from '../../lib/address.ts';
import type { Id } from '../../lib/id.ts';
import { Cap } from './capabilities.ts';
import type { Client } from './client.ts';
import type { TargetsQuery } from './history-query.ts';
import { formatWords } from './wire/format.ts';

/** Pages of direct messages that are looked through at most; who was not written to since is too long ago. */
const MOST_PAGES = 20;

interface Target {
  readonly name: string;
  /** Id and time of the last message. */
  readonly id: Id;
  readonly at: number;
}

/** CHATHISTORY TARGETS: conversations by the last that was said in them (draft/chathistory, "TARGETS"). */
export async function showTargets(client: Client, query: TargetsQuery): Promise<undefined> {
  const { session } = client;
  if (!session) return undefined;
  const rooms = await roomTargets(client, session);
  const people = await directTargets(client, session);
  if (isRefusal(rooms) || isRefusal(people)) {
    client.fail('CHATHISTORY', 'MESSAGE_ERROR', ['TARGETS'], 'Targets could not be retrieved');
    return undefined;
  }
  if (client.has(Cap.batch)) client.replies.startBatch('draft/chathistory-targets', []);
  for (const { name, at } of chosen([...rooms, ...people], query)) {
    const params = ['TARGETS', name, new Date(at).toISOString()];
    client.replies.line(formatWords(client.server.config.serverName, 'CHATHISTORY', params));
  }
  return undefined;
}

/** Those whose last message is between the two times, counted from the first, which may be the later one. */
function chosen(targets: readonly Target[], { from, to, limit }: TargetsQuery): Target[] {
  const isForward = from.before <= to.before;
  const [low, high] = isForward ? [from, to] : [to, from];
  const inside = targets.filter(({ id }) => id > low.after && id < high.before).sort((a, b) => (a.id < b.id ? -1 : 1));
  return isForward ? inside.slice(0, limit) : inside.reverse().slice(0, limit).reverse();
}

async function roomTargets({ server }: Client, session: Session): Promise<Target[] | Refusal> {
  const found: Target[] = [];
  // The person's rooms, whichever session of theirs is in them (SEMANTICS law 4).
  for (const { room } of [...session.person.occupancies.values()]) {
    const page = await roomHistory(server.core, session, room, { limit: 1, fromEnd: true, scope: 'said' });
    if (isRefusal(page)) {
      // Left meanwhile.
      if (page.reason === 'history-forbidden') continue;
      return page;
    }
    for (const { id, at } of page.messages) found.push({ name: server.spelling.channel(room.address), id, at });
  }
  return found;
}

async function directTargets({ server }: Client, session: Session): Promise<Target[] | Refusal> {
  const own = session.person.address.bare;
  const found = new Map<Bare, Target>();
  let before: Id | undefined;
  for (let pages = 0; pages < MOST_PAGES; pages++) {
    const query: PageQuery = { before, limit: server.core.config.history.page, fromEnd: true, scope: 'said' };
    const page = await inboxHistory(server.core, session, undefined, query);
    if (isRefusal(page)) return page;
    for (const message of [...page.messages].reverse()) {
      const peer = peerOf(message, own);
      if (peer && !found.has(peer))
        found.set(peer, { name: server.spelling.nick(peer), id: message.id, at: message.at });
    }
    before = page.messages[0]?.id;
    if (page.complete || before === undefined) break;
  }
  return [...found.values()];
}

/** Whom a direct message was with; nobody where it went through a room, whose history it is not either. */
function peerOf({ room, from, to }: MessageEvent, own: Bare): Bare | undefined {
  if (room !== undefined) return undefined;
  return from.address === own ? to : from.address;
}
