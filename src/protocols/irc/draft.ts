import type { Draft } from '../../core/archive/draft.ts';
import { Cap } from './capabilities.ts';
import { cleanText } from './clean-text.ts';
import type { Client } from './client.ts';
import { clientOnlyTags } from './wire/tags.ts';

/** Names the act: a retry with the same value is stored and shown once (ARCHITECTURE 4). */
const NONCE = '+nonce';

const ACTION = /^\x01ACTION ?([^\x01]*)\x01?$/;

/**
 * What a PRIVMSG or NOTICE says, for the core: ACTION is an act (SEMANTICS 5.5), other CTCP passes as it is and is not kept.
 * Undefined where it says nothing.
 */
export function draftOf(client: Client, text: string, isNotice: boolean): Draft | undefined {
  const tags = tagsOf(client);
  const action = isNotice ? null : ACTION.exec(text);
  if (action) return draft('action', cleanText(action[1] ?? ''), tags);
  if (text.startsWith('\x01')) {
    const inner = cleanText(text.replace(/^\x01|\x01$/g, ''));
    return { ...draft(isNotice ? 'notice' : 'text', `\x01${inner}\x01`, tags), kept: false } as Draft;
  }
  return draft(isNotice ? 'notice' : 'text', cleanText(text), tags);
}

function draft(kind: Draft['kind'], body: string, tags: Draft['tags']): Draft | undefined {
  return body === '' ? undefined : { kind, body, kept: true, tags, clientKey: tags?.[NONCE] };
}

/** A message of tags alone. Undefined where none of them may be passed on. */
export function tagDraftOf(client: Client): Draft | undefined {
  const tags = tagsOf(client);
  return tags && { kind: 'tags', body: undefined, kept: false, tags };
}

function tagsOf(client: Client): Draft['tags'] {
  if (client.tags === undefined || !client.has(Cap.messageTags)) return undefined;
  return clientOnlyTags(client.tags);
}
