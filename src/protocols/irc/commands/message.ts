import { sendDirect } from '../../../core/direct/send.ts';
import type { Draft } from '../../../core/archive/draft.ts';
import { isRefusal, Later, refuse, type Outcome } from '../../../core/refusal.ts';
import { say } from '../../../core/rooms/say.ts';
import { isAway } from '../../../core/presence/availability.ts';
import { settled } from '../../../core/presence/session.ts';
import { sameName } from '../../../lib/fold.ts';
import type { Client } from '../client.ts';
import type { Command, Result } from '../command.ts';
import { irc } from '../config.ts';
import { draftOf, tagDraftOf } from '../draft.ts';
import { addressOf, findPerson } from '../people-lookup.ts';
import { Cap } from '../capabilities.ts';
import { findPseudo, type Pseudo } from '../pseudo.ts';
import { isRoom, joinedRoom } from '../room-lookup.ts';
import { awayText } from '../spell.ts';
import { sourceOf } from '../spelling.ts';
import { eventTags } from '../spelt.ts';
import { encodeLine, formatLine } from '../wire/format.ts';
import { MAX_BODY } from '../wire/framer.ts';

const each = { of: 0, most: irc.messageTargets };

/** PRIVMSG <target>{,<target>} <text> -- RFC 2812 3.3.1 */
export const privmsg: Command = {
  overlaps: true,
  each,
  run(client, [target = '', text = '']) {
    if (target === '') return void client.numericText('ERR_NORECIPIENT', [], 'No recipient given (PRIVMSG)');
    const pseudo = findPseudo(client.server, target);
    if (pseudo) return tellPseudo(client, pseudo, text);
    if (!fitsLine(client, target, text)) return refuse('too-long', target);
    const draft = draftOf(client, text, false);
    return draft ? send(client, target, draft, true) : refuse('empty-message', target);
  },
};

/** NOTICE <target>{,<target>} <text> -- RFC 2812 3.3.2: never answered, not even with an error. */
export const notice: Command = {
  overlaps: true,
  each,
  isSilent: true,
  run(client, [target = '', text = '']) {
    if (findPseudo(client.server, target)) return undefined;
    const draft = draftOf(client, text, true);
    return target === '' || !draft ? undefined : send(client, target, draft, false);
  },
};

/** TAGMSG <target>{,<target>} -- IRCv3 message-tags */
export const tagmsg: Command = {
  params: 1,
  overlaps: true,
  each,
  run(client, [target = '']) {
    const draft = tagDraftOf(client);
    return draft && !findPseudo(client.server, target) ? send(client, target, draft, false) : undefined;
  },
};

/**
 * Does it still fit a line when others see who said it? Told rather than split: the sender's client knows better where
 * (RELIABILITY B-06; a NOTICE, which may not be answered, is split).
 */
function fitsLine({ session }: Client, target: string, text: string): boolean {
  if (!session) return true;
  const { nickname, mask } = session.person;
  return Buffer.byteLength(`:${nickname}!${mask} PRIVMSG ${target} :${text}`) <= MAX_BODY - 2;
}

/** What is said to a service goes no further; with echo-message its teller sees it as accepted. */
function tellPseudo(client: Client, pseudo: Pseudo, text: string): Result {
  if (text === '') return refuse('empty-message', pseudo.name);
  if (client.has(Cap.echoMessage) && client.session) {
    const line = formatLine(sourceOf(client.session.person), 'PRIVMSG', [pseudo.name, text]);
    const { at, account } = { at: client.server.core.clock.now(), account: client.account?.name };
    client.replies.rendered(encodeLine(line, eventTags(at, account, client.caps)));
  }
  return pseudo.told(client, text);
}

function send(client: Client, target: string, draft: Draft, tellsAway: boolean): Outcome {
  const { session } = client;
  if (!session) return undefined;
  // What is not kept would overtake what is on its way into the archive.
  if (!draft.kept && session.staged > 0) return new Later((resume) => void settled(session, resume));
  session.lastActive = client.server.core.clock.now();
  const answer = client.replies.defer();
  const outcome = target.startsWith('#')
    ? sendToRoom(client, target, draft, answer)
    : sendToPerson(client, target, draft, answer);
  // Nothing was sent, so nothing will be released.
  if (outcome) answer?.settle();
  else if (tellsAway) tellAway(client, target);
  return outcome;
}

function sendToRoom(client: Client, channel: string, draft: Draft, answer: unknown): Outcome {
  const room = joinedRoom(client, channel);
  if (!isRoom(room))
    return isRefusal(room) && room.reason === 'not-joined' ? { ...room, reason: 'outside-message' } : room;
  if (isCtcp(draft)) return refuse('no-voice', channel, { text: 'Cannot send to channel: no CTCP but ACTION here' });
  return client.session && say(client.server.core, client.session, room, draft, answer);
}

function sendToPerson(client: Client, nick: string, draft: Draft, answer: unknown): Outcome {
  const address = addressOf(client, nick);
  if (!address || !client.session) return refuse('no-such-nickname', nick);
  if (isCtcp(draft) && draft.body?.startsWith('\x01DCC')) {
    return refuse('no-voice', nick, { text: 'Direct connections are not passed on' });
  }
  const outcome = sendDirect(client.server.core, client.session, { address }, draft, answer);
  return isRefusal(outcome) ? { ...outcome, about: nick } : outcome;
}

function isCtcp({ body }: Draft): boolean {
  return body?.startsWith('\x01') ?? false;
}

/** 301, for who is here but away, and for who has an account but is not here (SEMANTICS 5, "DM to offline"). */
function tellAway(client: Client, target: string): void {
  if (target.startsWith('#')) return;
  const person = findPerson(client, target);
  if (!person) return tellAbsent(client, target);
  const { availability } = person;
  if (availability && isAway(availability)) client.numericText('RPL_AWAY', [person.nickname], awayText(availability));
}

/** Milliseconds during which the same absence is not told again. */
const ABSENCE_KNOWN = 15 * 60_000;

function tellAbsent(client: Client, target: string): void {
  const now = client.server.core.clock.monotonic();
  const isKnown =
    client.absent !== undefined && sameName(client.absent.nick, target) && now - client.absent.at < ABSENCE_KNOWN;
  if (isKnown) return;
  client.absent = { nick: target, at: now };
  client.numericText('RPL_AWAY', [target], 'Not here; the message is kept');
}
