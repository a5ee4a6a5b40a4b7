import type { Bare } from '../../lib/address.ts';
import type { Id } from '../../lib/id.ts';
import type { MessageEvent } from '../../core/event.ts';
import type { ReactedEvent, Redaction } from '../../core/history-event.ts';
import {
  Fenced,
  type ArchiveStore,
  type Filing,
  type Page,
  type PageQuery,
  type ReactionKey,
} from '../../core/ports.ts';
import {
  amendedMessage,
  archivedMessage,
  isInScope,
  isRedactable,
  peerOf,
  reactionsBefore,
  redactedMessage,
  withoutEdit,
} from '../archived.ts';
import { clampLimit, MAX_COUNT } from '../limits.ts';
import { isUuid, requireUuid } from '../uuid.ts';
import type { Plain } from './plain.ts';
import { createReactions, type MemoryReactions } from './reactions.ts';

interface Filed {
  readonly message: MessageEvent;
  readonly peer: Bare;
}

interface Shelves {
  readonly byId: Map<Id, MessageEvent>;
  readonly byKey: Map<string, Id>;
  readonly conversations: Map<string, MessageEvent[]>;
  readonly lastSeqs: Map<string, number>;
  readonly inboxes: Map<Bare, Filed[]>;
  readonly reactions: MemoryReactions;
}

export type MemoryArchive = Plain<ArchiveStore> & {
  lastSeq(conversation: string): number;
  lastId(): Id | undefined;
  forget(owner: Bare): void;
};

/** `epoch` gives the one that may write now. */
export function createArchive(epoch: () => number): MemoryArchive {
  const shelves: Shelves = {
    byId: new Map(),
    byKey: new Map(),
    conversations: new Map(),
    lastSeqs: new Map(),
    inboxes: new Map(),
    reactions: createReactions(),
  };
  return {
    append(batch, holder) {
      if (holder !== epoch()) throw new Fenced(`epoch ${holder} is over`);
      for (const { event } of batch) checkKeys(event);
      return batch.map((filing) => file(shelves, filing));
    },
    stored: (ids) => new Set(ids.filter((id) => shelves.byId.has(id))),
    // The last first: each undoes what it did to what was there before it.
    retract: (ids) =>
      [...ids]
        .sort()
        .reverse()
        .forEach((id) => retract(shelves, id)),
    page: (conversation, query) => page(shelves.conversations.get(conversation) ?? [], query),
    inboxPage: (owner, peer, query) => page(inbox(shelves, owner, peer), query),
    redact(conversation, id, redaction, holder) {
      if (holder !== epoch()) throw new Fenced(`epoch ${holder} is over`);
      const isFound = redact(shelves, { conversation, id }, redaction);
      if (isFound) shelves.reactions.drop(id);
      return isFound;
    },
    reactions: (key) => shelves.reactions.reactions(key),
    find: (conversation, id) => {
      const message = shelves.byId.get(id);
      return message?.conversation === conversation ? message : undefined;
    },
    findInInbox: (owner, id) => inbox(shelves, owner, undefined).find((message) => message.id === id),
    count: (conversation, query) =>
      Math.min(
        MAX_COUNT,
        interval(shelves.conversations.get(conversation) ?? [], query).filter(({ kind }) => isInScope(kind)).length,
      ),
    lastSeq: (conversation) => shelves.lastSeqs.get(conversation) ?? 0,
    lastId: () =>
      [...shelves.byId.keys()].reduce<Id | undefined>((a, b) => (a === undefined || b > a ? b : a), undefined),
    forget: (owner) => void shelves.inboxes.delete(owner),
  };
}

function checkKeys(event: MessageEvent): void {
  requireUuid(event.id, 'message id');
  requireUuid(event.conversation, 'conversation');
}

function file(shelves: Shelves, { event, owners, amends }: Filing): Id | undefined {
  const key = clientKeyOf(event);
  const first = key === undefined ? undefined : shelves.byKey.get(key);
  if (first !== undefined && first !== event.id) return first;
  if (shelves.byId.has(event.id)) return undefined; // the same filing again: stored once
  const message = archivedMessage(event);
  if (key !== undefined) shelves.byKey.set(key, message.id);
  shelves.byId.set(message.id, message);
  insert(shelfOf(shelves.conversations, message.conversation), message, (each) => each.id);
  shelves.lastSeqs.set(message.conversation, Math.max(message.seq, shelves.lastSeqs.get(message.conversation) ?? 0));
  for (const owner of new Set(owners)) {
    const filed = { message, peer: peerOf(event, owner) };
    insert(shelfOf(shelves.inboxes, owner), filed, (each) => each.message.id);
  }
  followUp(shelves, event, amends);
  return undefined;
}

/** What an act does to the message that it is about. */
function followUp(shelves: Shelves, { past }: MessageEvent, amends: MessageEvent | undefined): void {
  if (past?.type === 'reacted') shelves.reactions.set(reactionKey(past), past.reactions);
  const message = amends && shelves.byId.get(amends.id);
  if (amends && message && isRedactable(message)) exchange(shelves, message, amendedMessage(message, amends));
}

function undo(shelves: Shelves, { past }: MessageEvent): void {
  if (past?.type === 'reacted') shelves.reactions.set(reactionKey(past), reactionsBefore(past));
  const message = past?.type === 'edited' && shelves.byId.get(past.message);
  if (message && past.type === 'edited') exchange(shelves, message, withoutEdit(message, past));
}

function reactionKey({ conversation, message, by }: ReactedEvent): ReactionKey {
  return { conversation, message, actor: by.address };
}

/** Puts `now` in the place of `old`, on every shelf. */
function exchange(shelves: Shelves, old: MessageEvent, now: MessageEvent): void {
  shelves.byId.set(now.id, now);
  replace(shelves.conversations.get(now.conversation), old, now);
  for (const filed of shelves.inboxes.values()) {
    const place = filed.findIndex((each) => each.message === old);
    if (place >= 0) filed[place] = { ...(filed[place] as Filed), message: now };
  }
}

function clientKeyOf({ conversation, from, clientKey }: MessageEvent): string | undefined {
  return clientKey === undefined ? undefined : JSON.stringify([conversation, from.address, clientKey]);
}

function shelfOf<Key, T>(shelves: Map<Key, T[]>, key: Key): T[] {
  const shelf = shelves.get(key) ?? [];
  shelves.set(key, shelf);
  return shelf;
}

/** Keeps a shelf in id order; nearly always the new one is the last. */
function insert<T>(shelf: T[], item: T, idOf: (item: T) => Id): void {
  let place = shelf.length;
  while (place > 0 && idOf(shelf[place - 1] as T) > idOf(item)) place--;
  shelf.splice(place, 0, item);
}

function retract(shelves: Shelves, id: Id): void {
  const message = shelves.byId.get(id);
  if (!message) return;
  shelves.byId.delete(id);
  const key = clientKeyOf(message);
  if (key !== undefined) shelves.byKey.delete(key);
  drop(shelves.conversations.get(message.conversation), (each) => each === message);
  for (const filed of shelves.inboxes.values()) drop(filed, (each) => each.message === message);
  undo(shelves, message);
}

/** Leaves of a message and its edits who said it. */
function redact(shelves: Shelves, where: { conversation: string; id: Id }, redaction: Redaction): boolean {
  const message = shelves.byId.get(where.id);
  if (message?.conversation !== where.conversation) return false;
  if (!isRedactable(message)) return message.kind === 'redacted';
  for (const id of [...(message.edited?.ids ?? []), where.id]) {
    const found = shelves.byId.get(id);
    if (found) exchange(shelves, found, redactedMessage(found, redaction));
  }
  return true;
}

function replace<T>(shelf: T[] | undefined, old: T, now: T): void {
  const place = shelf?.indexOf(old) ?? -1;
  if (shelf && place >= 0) shelf[place] = now;
}

function drop<T>(shelf: T[] | undefined, isGone: (item: T) => boolean): void {
  const place = shelf?.findIndex(isGone) ?? -1;
  if (place >= 0) shelf?.splice(place, 1);
}

function inbox(shelves: Shelves, owner: Bare, peer: Bare | undefined): MessageEvent[] {
  const filed = shelves.inboxes.get(owner) ?? [];
  return filed.filter((each) => peer === undefined || each.peer === peer).map((each) => each.message);
}

function interval(shelf: readonly MessageEvent[], { after, before }: Pick<PageQuery, 'after' | 'before'>) {
  if ([after, before].some((cursor) => cursor !== undefined && !isUuid(cursor))) return [];
  return shelf.filter(({ id }) => (after === undefined || id > after) && (before === undefined || id < before));
}

function page(shelf: readonly MessageEvent[], query: PageQuery): Page {
  const all = interval(shelf, query).filter(({ kind }) => isInScope(kind, query.scope));
  const limit = clampLimit(query.limit);
  const messages = query.fromEnd ? all.slice(Math.max(0, all.length - limit)) : all.slice(0, limit);
  return { messages, complete: messages.length === all.length };
}
