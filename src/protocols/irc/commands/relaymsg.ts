import { settled } from '../../../core/presence/session.ts';
import { isRefusal, Later, type Reason } from '../../../core/refusal.ts';
import { relay } from '../../../core/rooms/speak-as.ts';
import type { Command } from '../command.ts';
import { draftOf } from '../draft.ts';
import { isRoom, openRoom } from '../room-lookup.ts';
import { RELAYED_BY } from '../spelt.ts';

/** No space, nothing that masks, lists, ranks and channels are made of. */
const NICK = /^[^\s!@*?,:#&~+%$\x00-\x1f\x7f][^\s!@*?,:#\x00-\x1f\x7f]*$/;
const MAX_NICK_BYTES = 64;

const codes: Partial<Record<Reason, readonly [code: string, text: string]>> = {
  'not-joined': ['PRIVS_NEEDED', 'You cannot relay messages to this channel'],
  'no-rights': ['PRIVS_NEEDED', 'You cannot relay messages to this channel'],
  banned: ['BANNED', 'Whose words these are is banned from the channel'],
};

/** RELAYMSG <channel> <nick> <text> -- Ergo, "RELAYMSG" (draft/relaymsg): a bridge says what its users say elsewhere. */
export const relaymsg: Command = {
  params: 3,
  overlaps: true,
  run(client, [channel = '', nick = '', text = '']) {
    const { session, server } = client;
    const { relaySeparators } = server.config;
    const fail = (code: string, why: string): undefined => void client.fail('RELAYMSG', code, [], why);
    if (relaySeparators === '') return fail('NOT_ENABLED', 'RELAYMSG has been disabled');
    const room = openRoom(client, channel);
    if (!isRoom(room) || !session) return isRoom(room) ? undefined : room;
    if (text.trim() === '') return fail('BLANK_MSG', 'The message must not be blank');
    const isMarked = [...relaySeparators].some((separator) => nick.includes(separator));
    if (!isMarked || !NICK.test(nick) || Buffer.byteLength(nick) > MAX_NICK_BYTES)
      return fail('INVALID_NICK', `Relayed nicks have one of ${relaySeparators} in them, and are nicks otherwise`);
    const draft = draftOf(client, text, false);
    if (!draft) return fail('BLANK_MSG', 'The message must not be blank');
    const { person } = session;
    const as = { nickname: nick, mask: `relay@${person.mask.slice(person.mask.lastIndexOf('@') + 1)}` };
    const said = { ...draft, as, tags: { ...draft.tags, [RELAYED_BY]: person.nickname } };
    if (!draft.kept && session.staged > 0) return new Later((resume) => void settled(session, resume));
    const answer = client.replies.defer();
    const outcome = relay(server.core, session, room, said, answer);
    if (outcome) answer?.settle();
    const known = isRefusal(outcome) ? codes[outcome.reason] : undefined;
    return known ? fail(...known) : outcome;
  },
};
