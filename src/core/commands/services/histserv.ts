import { inboxHistory, roomHistory } from '../../archive/history.ts';
import type { Place } from '../../archive/place.ts';
import { redact } from '../../archive/redact.ts';
import type { MessageEvent } from '../../event.ts';
import type { Page, PageQuery } from '../../ports.ts';
import { isRefusal, refuse, type Refusal } from '../../refusal.ts';
import { firstIdAt, isId, type Id } from '../../../lib/id.ts';
import { parseSpan } from '../../../lib/span.ts';
import { optional, rest, word, type Param } from '../param.ts';
import { refused } from '../refused.ts';
import { done } from '../result.ts';
import { defineServiceCommand, roomNamed, type ServiceContext } from './service-command.ts';

const place = word('the room or the person, such as #lobby or bob');

/** How far back: so many messages, or all since then, of which at most `MOST`. */
interface Extent {
  readonly most: number;
  /** Milliseconds. */
  readonly span: number;
}

const FEW = 50;
const MOST = 1000;

const extent: Param<Extent> = {
  ...word('how many messages, or since when'),
  allowed: `a number up to ${MOST}, or a time such as 30m, 2h or 1d`,
  read(given) {
    if (typeof given !== 'string') return undefined;
    const count = /^\d{1,4}$/.test(given) ? Number(given) : 0;
    if (count > 0) return count > MOST ? undefined : { most: count, span: Infinity };
    const span = parseSpan(given);
    return span === undefined ? undefined : { most: MOST, span };
  },
};

const play = defineServiceCommand('HistServ', {
  verb: 'PLAY',
  summary: `Show again what was said in a room or with somebody, the last ${FEW} messages unless said`,
  examples: ['PLAY #lobby 2h', 'PLAY bob 20'],
  params: { place, extent: optional(extent) },
  async run(context: ServiceContext, args) {
    const { core, session, wire } = context;
    const where = await placeOf(context, args.place);
    if (isRefusal(where)) return refused(where);
    const read = (query: PageQuery): Promise<Page | Refusal> =>
      'room' in where ? roomHistory(core, session, where.room, query) : inboxHistory(core, session, where.peer, query);
    const { most, span } = args.extent ?? { most: FEW, span: Infinity };
    const since = span === Infinity ? undefined : firstIdAt(Math.max(0, core.clock.now() - span));
    const found = await latest(read, most, since);
    if (isRefusal(found)) return refused(found.about === undefined ? found : { ...found, about: args.place });
    if (found.length === 0) return done([`There is nothing to show of ${args.place}.`]);
    wire.play(where, found);
    return done([]);
  },
});

/** The newest messages, oldest first, read page by page from the end. */
async function latest(
  read: (query: PageQuery) => Promise<Page | Refusal>,
  most: number,
  after: Id | undefined,
): Promise<MessageEvent[] | Refusal> {
  const pages: (readonly MessageEvent[])[] = [];
  let before: Id | undefined;
  for (let left = most; left > 0;) {
    const page = await read({ after, before, limit: left, fromEnd: true, scope: 'said' });
    if (isRefusal(page)) return page;
    pages.push(page.messages);
    left -= page.messages.length;
    before = page.messages[0]?.id;
    if (page.complete || before === undefined) break;
  }
  return pages.reverse().flat();
}

const remove = defineServiceCommand('HistServ', {
  verb: 'DELETE',
  aliases: ['REDACT'],
  summary: 'Take a message away for good: your own, or any in a room that you moderate',
  examples: ['DELETE #lobby 01a1fdee-83d5-7484-b2bb-ed77e2a9f549 off topic', 'DELETE bob last'],
  params: { place, message: word('its id (msgid), or `last` for your last one'), reason: optional(rest('why')) },
  async run(context: ServiceContext, args) {
    const { core, session, wire } = context;
    const where = await placeOf(context, args.place);
    if (isRefusal(where)) return refused(where);
    const id = args.message.toLowerCase() === 'last' ? await lastOwn(context, where) : args.message;
    if (isRefusal(id)) return refused(id);
    if (id === undefined || !isId(id)) return refused(refuse('no-such-message', args.message));
    const gone = await redact(core, session, { place: where, id, reason: args.reason ?? '' });
    if (isRefusal(gone)) return refused(gone);
    wire.redacted(gone.event);
    return done(['The message is deleted.']);
  },
});

/** The last message that the asker wrote there, of the last hundred. */
async function lastOwn({ core, session }: ServiceContext, where: Place): Promise<Id | undefined | Refusal> {
  const query: PageQuery = { limit: 100, fromEnd: true, scope: 'said' };
  const page = await ('room' in where
    ? roomHistory(core, session, where.room, query)
    : inboxHistory(core, session, where.peer, query));
  if (isRefusal(page)) return page;
  return page.messages.findLast(({ from }) => from.address === session.person.address.bare)?.id;
}

async function placeOf(context: ServiceContext, text: string): Promise<Place | Refusal> {
  if (context.names.roomOf(text)) {
    const room = await roomNamed(context, text);
    return isRefusal(room) ? room : { room };
  }
  const peer = context.names.personOf(text);
  return peer === undefined ? refuse('no-such-nickname', text) : { peer };
}

/** What people say to HistServ. */
export const histServCommands = [play, remove];
