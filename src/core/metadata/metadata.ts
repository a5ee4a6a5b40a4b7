import type { Bare } from '../../lib/address.ts';
import type { Id } from '../../lib/id.ts';
import type { PersonRef } from '../event.ts';
import type { Person } from '../presence/person.ts';
import type { Session } from '../presence/session.ts';
import type { Room } from '../rooms/room.ts';

/** Values by key, as set: opaque to the core but for `display-name`. */
export type Values = Readonly<Record<string, string>>;

export const noValues: Values = {};

/** What metadata belongs to: somebody who is here, or a room. */
export type Subject = { readonly person: Person } | { readonly room: Room };

/** Something said about a person or a room was set, or taken away (`value` undefined). Only sessions that subscribed are told. */
export interface MetadataEvent {
  readonly type: 'metadata';
  readonly id: Id;
  readonly at: number;
  readonly by: PersonRef;
  /** Exactly one of the two. */
  readonly room: Bare | undefined;
  readonly who: PersonRef | undefined;
  readonly key: string;
  readonly value: string | undefined;
}

/** Who wants to hear of which keys; and what guests have set, which ends with them. */
export interface Metadata {
  readonly subscribers: Map<string, Set<Session>>;
  /** The same fact by session, so that one that ends is forgotten quickly. */
  readonly subscriptions: Map<Session, Set<string>>;
  readonly ofGuests: WeakMap<Person, Values>;
}

export function createMetadata(): Metadata {
  return { subscribers: new Map(), subscriptions: new Map(), ofGuests: new WeakMap() };
}

/** What is set on a person or a room. A room's `display-name` is its title (SEMANTICS 2). */
export function valuesOf(metadata: Metadata, subject: Subject): Values {
  if ('person' in subject) {
    const { person } = subject;
    return (person.account ? person.account.settings?.metadata : metadata.ofGuests.get(person)) ?? noValues;
  }
  const { record } = subject.room;
  const { title } = record.settings;
  return title === '' ? record.metadata : { ...record.metadata, [DISPLAY_NAME]: title };
}

export const DISPLAY_NAME = 'display-name';
