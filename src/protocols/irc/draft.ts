import type { Draft } from '../../core/archive/draft.ts';
import type { Typing } from '../../core/event.ts';
import { Cap } from './capabilities.ts';
import { cleanText } from './clean-text.ts';
import type { Client } from './client.ts';
import type { MessageLine } from './message-lines.ts';
import { clientOnlyTags } from './wire/tags.ts';

/** Names the act: a retry with the same value is stored and shown once (ARCHITECTURE 4). */
const NONCE = '+nonce';

const ACTION = /^\x01ACTION ?([^\x01]*)\x01?$/;

/**
 * What a PRIVMSG or NOTICE says, for the core: ACTION is an act (SEMANTICS 5.5), other CTCP passes as it is and is not kept.
 * Undefined where it says nothing.
 */
export function draftOf(client: Client, text: string, isNotice: boolean): Draft | undefined {
  const tags = passedTags(client, client.tags);
  const action = isNotice ? null : ACTION.exec(text);
  if (action) return draft('action', cleanText(action[1] ?? ''), tags);
  if (text.startsWith('\x01')) {
    const inner = cleanText(text.replace(/^\x01|\x01$/g, ''));
    return { ...draft(isNotice ? 'notice' : 'text', `\x01${inner}\x01`, tags), kept: false } as Draft;
  }
  return draft(isNotice ? 'notice' : 'text', cleanText(text), tags);
}

/** What a multiline batch says: its lines put together, and where its sender cut them (IRCv3 multiline, "Batch types"). */
export function linesDraftOf(
  client: Client,
  typed: readonly MessageLine[],
  isNotice: boolean,
  tags: Client['tags'],
): Draft | undefined {
  const isAction = !isNotice && typed[0]?.text.startsWith('\x01ACTION ') === true;
  let body = '';
  const cuts: number[] = [];
  for (const [i, { text, continues }] of typed.entries()) {
    if (continues) cuts.push(body.length);
    else if (i > 0) body += '\n';
    // One ACTION around all lines, or one around each.
    body += cleanText(isAction ? text.replace(/^\x01ACTION /, '') : text);
  }
  const made = draft(isAction ? 'action' : isNotice ? 'notice' : 'text', body, passedTags(client, tags));
  return made && cuts.length > 0 ? { ...made, cuts } : made;
}

function draft(kind: Draft['kind'], body: string, tags: Draft['tags']): Draft | undefined {
  return body === '' ? undefined : { kind, body, kept: true, tags, clientKey: tags?.[NONCE] };
}

/** A message of tags alone. Undefined where none of them may be passed on. */
export function tagDraftOf(client: Client): Draft | undefined {
  const tags = passedTags(client, client.tags);
  if (!tags) return undefined;
  const { '+typing': ratified, '+draft/typing': typing = ratified, ...others } = tags;
  const base = { kind: 'tags', body: undefined, kept: isLasting(tags) } as const;
  if (typing === undefined || !isTyping(typing)) return { ...base, tags };
  return { ...base, typing, tags: Object.keys(others).length === 0 ? undefined : others };
}

/** What is to be found again: what says so (draft/persist), and what somebody thinks of a message (draft/react). */
function isLasting(tags: Readonly<Record<string, string>>): boolean {
  if ('+draft/persist' in tags || '+persist' in tags) return true;
  const isReply = '+reply' in tags || '+draft/reply' in tags;
  return isReply && ('+draft/react' in tags || '+draft/unreact' in tags);
}

function isTyping(value: string): value is Typing {
  return value === 'active' || value === 'paused' || value === 'done';
}

/** The tags that this client may send others (message-tags, "Client-only tags"). */
export function passedTags(client: Client, tags: Client['tags']): Draft['tags'] {
  if (tags === undefined || !client.has(Cap.messageTags)) return undefined;
  const { deniedTags } = client.server.config;
  const found = clientOnlyTags(tags);
  if (found === undefined || deniedTags.length === 0) return found;
  const passed = Object.entries(found).filter(([name]) => !isDenied(deniedTags, name.slice(1)));
  return passed.length === 0 ? undefined : Object.fromEntries(passed);
}

/** message-tags, "RPL_ISUPPORT Tokens". */
function isDenied(denied: readonly string[], name: string): boolean {
  return denied.includes('*') ? !denied.includes(`-${name}`) : denied.includes(name);
}
