import type { Draft } from '../../core/archive/draft.ts';
import { sendDirect, sendPrivate } from '../../core/direct/send.ts';
import type { Audience } from '../../core/event.ts';
import { isAway } from '../../core/presence/availability.ts';
import { settled } from '../../core/presence/session.ts';
import { isRefusal, Later, refuse, type Outcome } from '../../core/refusal.ts';
import { findOccupant, type Room } from '../../core/rooms/room.ts';
import { say } from '../../core/rooms/say.ts';
import { fold, sameName } from '../../lib/fold.ts';
import type { Client } from './client.ts';
import { extraOf } from './client-extra.ts';
import { addressOf, findAddressee } from './people-lookup.ts';
import { isRoom, mayKnow, openRoom } from './room-lookup.ts';
import { awayText } from './spell.ts';
import { audiencePrefix } from './spell-message.ts';

/** Sends a draft to one target, as it is spelt in PRIVMSG. Refused or put off as the core says. */
export function sendMessage(client: Client, spelt: string, draft: Draft, tellsAway: boolean): Outcome {
  const { session } = client;
  if (!session) return undefined;
  // What is not kept would overtake what is on its way into the archive.
  if (!draft.kept && session.staged > 0) return new Later((resume) => void settled(session, resume));
  session.lastActive = client.server.core.clock.now();
  const target = withoutServer(client, spelt);
  const [audience, channel] = roomTarget(target);
  if (draft.body?.startsWith('\x01DCC')) {
    return refuse('no-voice', target, { text: 'Direct connections are not passed on' }); // SEMANTICS 5.5
  }
  const answer = client.replies.defer();
  const outcome =
    channel === undefined
      ? sendToPerson(client, target, draft, answer)
      : sendToRoom(client, channel, audience === undefined ? draft : { ...draft, audience, kept: false }, answer);
  // Nothing was sent, so nothing will be released.
  if (outcome) answer?.settle();
  else if (tellsAway && channel === undefined) tellAway(client, target);
  return outcome;
}

const audiences = new Map(Object.entries(audiencePrefix).map(([name, prefix]) => [prefix, name as Audience]));

/** `#room`, or who in it shall hear it: `@#room` (005 STATUSMSG); of several prefixes the lowest counts. */
function roomTarget(target: string): readonly [audience: Audience | undefined, channel: string | undefined] {
  const hash = target.indexOf('#');
  if (hash < 0 || hash > audiences.size) return [undefined, undefined];
  const prefixes = [...target.slice(0, hash)];
  if (!prefixes.every((prefix) => audiences.has(prefix))) return [undefined, undefined];
  const lowest = [...audiences.keys()].find((prefix) => prefixes.includes(prefix));
  return [lowest === undefined ? undefined : audiences.get(lowest), target.slice(hash)];
}

/** `nick@this.server` is the nick (RFC 2812 3.3.1). */
function withoutServer({ server }: Client, target: string): string {
  const at = target.lastIndexOf('@');
  return at > 0 && sameName(target.slice(at + 1), server.config.serverName) ? target.slice(0, at) : target;
}

function sendToRoom(client: Client, channel: string, draft: Draft, answer: unknown): Outcome {
  const room = openRoom(client, channel);
  if (!isRoom(room)) return room;
  const { session, server } = client;
  if (!session) return undefined;
  if (!session.seats.has(room.address) && room.record.settings.noOutside) {
    return refuse(mayKnow(client, room) ? 'outside-message' : 'no-such-room', channel);
  }
  return say(server.core, session, room, draft, answer);
}

function sendToPerson(client: Client, nick: string, draft: Draft, answer: unknown): Outcome {
  const { session, server } = client;
  const address = addressOf(client, nick);
  if (!address || !session) return refuse('no-such-nickname', nick);
  const room = contextOf(client, nick, draft);
  const outcome = room
    ? sendPrivate(server.core, session, { room, nickname: nick }, withoutContext(draft), answer)
    : sendDirect(server.core, session, { address }, draft, answer);
  return isRefusal(outcome) ? { ...outcome, about: nick } : outcome;
}

/** IRCv3 channel-context: the channel in which a private message is to be seen, where both are in it. */
const CONTEXT = ['+channel-context', '+draft/channel-context'] as const;

function contextOf(client: Client, nick: string, { tags, body }: Draft): Room | undefined {
  if (tags === undefined || body === undefined) return undefined;
  const channel = CONTEXT.map((name) => tags[name]).find((value) => value !== undefined);
  if (channel === undefined || !channel.startsWith('#')) return undefined;
  const room = openRoom(client, channel);
  if (!isRoom(room) || !client.session?.seats.has(room.address)) return undefined;
  return findOccupant(room, nick) && room;
}

/** Where the message went through the room, the tag is made of that. */
function withoutContext(draft: Draft): Draft {
  const tags = Object.entries(draft.tags ?? {}).filter(([name]) => !CONTEXT.some((each) => each === name));
  return { ...draft, tags: tags.length === 0 ? undefined : Object.fromEntries(tags) };
}

/** 301, for who is here but away, and for who has an account but is not here (SEMANTICS 5, "DM to offline"). */
function tellAway(client: Client, target: string): void {
  const person = findAddressee(client, target);
  if (!person) return tellAbsent(client, target);
  const { availability } = person;
  if (availability && isAway(availability)) client.numericText('RPL_AWAY', [person.nickname], awayText(availability));
}

/** Milliseconds during which the same absence is not told again, and how many are remembered. */
const ABSENCE_KNOWN = 15 * 60_000;
const MOST_ABSENT = 32;

function tellAbsent(client: Client, target: string): void {
  const now = client.server.core.clock.monotonic();
  const absent = (extraOf(client).absent ??= new Map());
  const told = absent.get(fold(target));
  if (told !== undefined && now - told < ABSENCE_KNOWN) return;
  if (absent.size >= MOST_ABSENT) absent.clear();
  absent.set(fold(target), now);
  client.numericText('RPL_AWAY', [target], 'Not here; the message is kept');
}
