import type { Draft } from '../../../core/archive/draft.ts';
import { isRefusal } from '../../../core/refusal.ts';
import { enact } from '../../../core/rooms/speak-as.ts';
import { cleanText } from '../clean-text.ts';
import type { Client } from '../client.ts';
import type { Command, Result } from '../command.ts';
import { isRoom, openRoom } from '../room-lookup.ts';
import { RELAYED_BY } from '../spelt.ts';

const NAME = /^[^\s!@*?,:#=\x00-\x1f\x7f]{1,32}$/;

/** NPC <channel> <name> <text> -- Ergo, "Roleplay": a character says something. */
export const npc: Command = {
  params: 3,
  overlaps: true,
  run: (client, [channel = '', name = '', ...words]) => speak(client, channel, { name, words, kind: 'text' }),
};

/** NPCA <channel> <name> <text>: a character does something. */
export const npca: Command = {
  params: 3,
  overlaps: true,
  run: (client, [channel = '', name = '', ...words]) => speak(client, channel, { name, words, kind: 'action' }),
};

/** SCENE <channel> <text>: something happens. */
export const scene: Command = {
  params: 2,
  overlaps: true,
  run: (client, [channel = '', ...words]) => speak(client, channel, { name: undefined, words, kind: 'text' }),
};

interface Part {
  /** Undefined: nobody in particular. */
  readonly name: string | undefined;
  readonly words: readonly string[];
  readonly kind: 'text' | 'action';
}

function speak(client: Client, channel: string, { name, words, kind }: Part): Result {
  const { session, server } = client;
  const refuse = (why: string): undefined => void client.numericText('ERR_CANNOTSENDRP', [channel], why);
  if (!server.config.roleplay) return refuse('Roleplaying has been disabled by the server administrators');
  if (name !== undefined && !NAME.test(name)) return refuse('Invalid roleplay name');
  const room = openRoom(client, channel);
  if (!isRoom(room)) return room;
  const body = cleanText(words.join(' '));
  if (!session || body.trim() === '') return session && refuse('No text to send');
  const { nickname } = session.person;
  const draft: Draft = { kind, body: `${body} (${nickname})`, kept: true, tags: { [RELAYED_BY]: nickname } };
  const as = {
    nickname: name === undefined ? '=Scene=' : `*${name}*`,
    mask: `${nickname}@npc.${server.core.config.domain}`,
  };
  const answer = client.replies.defer();
  const outcome = enact(server.core, session, room, { ...draft, as }, answer);
  if (outcome) answer?.settle();
  if (isRefusal(outcome) && outcome.reason === 'unsupported')
    return refuse("Channel doesn't have roleplaying mode available");
  return outcome;
}
