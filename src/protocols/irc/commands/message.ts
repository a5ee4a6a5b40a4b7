import { refuse } from '../../../core/refusal.ts';
import { personRef } from '../../../core/presence/person.ts';
import { Cap } from '../capabilities.ts';
import type { Client } from '../client.ts';
import type { Command, Result } from '../command.ts';
import { irc } from '../config.ts';
import { draftOf, tagDraftOf } from '../draft.ts';
import { findPseudo, type Pseudo } from '../pseudo.ts';
import { isReactionIn, sendReaction } from '../reaction.ts';
import { sendMessage } from '../send-message.ts';
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
    return draft ? sendMessage(client, target, draft, true) : refuse('empty-message', target);
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
    return target === '' || !draft ? undefined : sendMessage(client, target, draft, false);
  },
};

/** TAGMSG <target>{,<target>} -- IRCv3 message-tags */
export const tagmsg: Command = {
  params: 1,
  overlaps: true,
  each,
  run(client, [target = '']) {
    const draft = tagDraftOf(client);
    if (!draft || findPseudo(client.server, target)) return undefined;
    const done = isReactionIn(draft) ? sendReaction(client, target, draft) : 'pass';
    return done === 'pass' ? sendMessage(client, target, draft, false) : done;
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
    const tags = eventTags(client.server.core.clock.now(), personRef(client.session.person), client.caps);
    client.replies.rendered(encodeLine(line, tags));
  }
  return pseudo.told(client, text);
}
