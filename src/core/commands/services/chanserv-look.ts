import { sameName } from '../../../lib/fold.ts';
import { isRefusal, refuse } from '../../refusal.ts';
import { affiliationOf } from '../../rooms/rights.ts';
import { findOccupant } from '../../rooms/room.ts';
import { setSubject } from '../../rooms/set-subject.ts';
import { optional, rest, word } from '../param.ts';
import { refused } from '../refused.ts';
import { done } from '../result.ts';
import { defineServiceCommand, inRoom, roomNamed, type ServiceContext } from './service-command.ts';

const room = word('the room, such as #lobby');

const topic = defineServiceCommand('ChanServ', {
  verb: 'TOPIC',
  summary: 'Show the topic of a room, or set it; owners also from outside',
  examples: ['TOPIC #lobby Welcome to the lobby', 'TOPIC #lobby'],
  params: { room, text: optional(rest('the new topic')) },
  async run(context: ServiceContext, args) {
    const { core, session } = context;
    const { text } = args;
    if (text !== undefined) {
      return inRoom(
        context,
        args.room,
        (found) => setSubject(core, session, found, text),
        (shown) => `${shown} has a new topic.`,
      );
    }
    const found = await roomNamed(context, args.room);
    if (isRefusal(found)) return refused(found);
    const { subject } = found.record;
    if (!subject || subject.text === '') return done([`${args.room} has no topic.`]);
    const when = new Date(subject.at).toISOString().slice(0, 10);
    return done([subject.text, `Set by ${subject.by}, ${when}.`]);
  },
});

const status = defineServiceCommand('ChanServ', {
  verb: 'STATUS',
  aliases: ['WHY'],
  summary: 'Tell what rank somebody has in a room, you yourself unless said',
  examples: ['STATUS #lobby', 'STATUS #lobby bob'],
  params: { room, nick: optional(word('somebody in the room')) },
  async run(context: ServiceContext, args) {
    const { session } = context;
    const found = await roomNamed(context, args.room);
    if (isRefusal(found)) return refused(found);
    const { nickname } = session.person;
    const shown = context.names.showRoom(found.address);
    const nick = args.nick ?? nickname;
    const isSelf = sameName(nick, nickname);
    if (!isSelf && !session.person.occupancies.has(found.address)) return refused(refuse('not-joined', args.room));
    const occupant = findOccupant(found, nick);
    if (!occupant && !isSelf) return refused(refuse('not-in-room', nick));
    const affiliation = occupant?.affiliation ?? affiliationOf(found, session);
    const here = occupant ? `${occupant.role} for this stay` : 'not inside';
    return done([`${nick} in ${shown}: ${affiliation === 'none' ? 'no lasting place' : affiliation}, ${here}.`]);
  },
});

/** What people ask ChanServ about a room and those in it. */
export const chanServLookCommands = [topic, status];
