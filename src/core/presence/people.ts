import { createHmac } from 'node:crypto';
import type { Address, Bare } from '../../lib/address.ts';
import { fold, type Folded } from '../../lib/fold.ts';
import type { Person } from './person.ts';

/** Everybody who is here, by address and by nickname: two indexes of one fact, changed only through these functions. */
export interface People {
  byAddress(address: Bare): Person | undefined;
  /** However it is cased. */
  byNickname(nickname: string): Person | undefined;
  add(person: Person): void;
  remove(person: Person): void;
  /** The caller has checked that the nickname is free. */
  rename(person: Person, nickname: string): void;
  all(): IterableIterator<Person>;
  readonly size: number;
  /** Sessions of all of them. */
  sessions: number;
}

export function createPeople(): People {
  const addresses = new Map<Bare, Person>();
  const nicknames = new Map<Folded, Person>();
  return {
    sessions: 0,
    byAddress: (address) => addresses.get(address),
    byNickname: (nickname) => nicknames.get(fold(nickname)),
    add(person) {
      addresses.set(person.address.bare, person);
      nicknames.set(fold(person.nickname), person);
    },
    remove(person) {
      addresses.delete(person.address.bare);
      nicknames.delete(fold(person.nickname));
    },
    rename(person, nickname) {
      nicknames.delete(fold(person.nickname));
      person.nickname = nickname;
      nicknames.set(fold(nickname), person);
    },
    all: () => addresses.values(),
    get size() {
      return addresses.size;
    },
  };
}

/** Stable for an address on this server, and tells nothing about it (XEP-0421 3). */
export function occupantIdOf(secret: Buffer, address: Address): string {
  return createHmac('sha256', secret).update(`occupant:${address.bare}`).digest('base64url').slice(0, 22);
}
