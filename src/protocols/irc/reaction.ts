import type { Draft } from '../../core/archive/draft.ts';
import { isKeptIn, type Place } from '../../core/archive/place.ts';
import { react, type ReactRequest } from '../../core/archive/react.ts';
import { replyOf } from '../../core/archive/reply.ts';
import { View } from '../../core/endpoint.ts';
import { isRefusal, Later, refuse } from '../../core/refusal.ts';
import { Cap } from './capabilities.ts';
import type { Client } from './client.ts';
import type { Result } from './command.ts';
import { placeOf } from './place-of.ts';

const ADD = '+draft/react';
const REMOVE = '+draft/unreact';
const REPLIES: readonly string[] = ['+reply', '+draft/reply'];

/** Says a message of tags what somebody thinks of another one (IRCv3 react)? */
export function isReactionIn({ body, tags }: Draft): boolean {
  if (body !== undefined || tags === undefined || !(ADD in tags || REMOVE in tags)) return false;
  return REPLIES.some((name) => name in tags);
}

/** Carries that out. `pass` where messages are not kept: there it goes on its way as it is. */
export function sendReaction(client: Client, target: string, draft: Draft): Result | 'pass' {
  const { session, server } = client;
  const place = placeOf(client, target);
  if (place instanceof Later) return place;
  if (!session || !place || !isKeptIn(server.core, session, place)) return 'pass';
  const { [ADD]: add, [REMOVE]: remove, ...others } = draft.tags ?? {};
  // "MUST NOT both be attached to a single message"
  if (add !== undefined && remove !== undefined) return refuse('reaction-invalid');
  const message = replyOf(draft);
  if (message === undefined) return refuse('no-such-message', target);
  session.lastActive = server.core.clock.now();
  const change = { add: add === undefined ? [] : [add], remove: remove === undefined ? [] : [remove] };
  const rest = Object.fromEntries(Object.entries(others).filter(([name]) => !REPLIES.includes(name)));
  const tags = Object.keys(rest).length === 0 ? undefined : rest;
  return carryOut(client, { place, message, change, tags, clientKey: draft.clientKey });
}

async function carryOut(
  client: Client,
  request: ReactRequest & { readonly place: Place },
): Promise<Exclude<Result, Promise<unknown>>> {
  const { session, server } = client;
  if (!session) return undefined;
  const done = await react(server.core, session, request);
  if (isRefusal(done)) return done;
  const line = client.has(Cap.echoMessage) ? client.form.render(done, View.OTHER) : undefined;
  if (line) client.replies.lines(line);
  return undefined;
}
