import { createHmac } from 'node:crypto';
import type { Address, Bare } from '../../lib/address.ts';
import { fold, type Folded } from '../../lib/fold.ts';
import { skeleton } from '../../lib/skeleton.ts';
import { Trait, type Operator, type Person } from './person.ts';

/** Everybody who is here, by address and by nickname: two indexes of one fact, changed only through these functions. */
export interface People {
  byAddress(address: Bare): Person | undefined;
  /** However it is cased. */
  byNickname(nickname: string): Person | undefined;
  /** Whose nickname looks like this one (UTS 39). In ASCII only the same looks the same. */
  byLook(nickname: string): Person | undefined;
  add(person: Person): void;
  remove(person: Person): void;
  /** The caller has checked that the nickname is free. */
  rename(person: Person, nickname: string): void;
  /** The only place where these change, because they are counted. What is left out stays. */
  setModes(person: Person, change: { readonly traits?: number; readonly operator?: Operator | undefined }): void;
  all(): IterableIterator<Person>;
  readonly size: number;
  /** Most at one time since the start. */
  readonly peak: number;
  readonly invisible: number;
  readonly operators: number;
  /** Sessions of all of them. */
  sessions: number;
}

export function createPeople(): People {
  const addresses = new Map<Bare, Person>();
  const nicknames = new Map<Folded, Person>();
  /** By skeleton, those whose skeleton is not simply their nickname folded: no name in ASCII. */
  const looks = new Map<string, Person>();
  const enter = (person: Person): void => {
    const folded = fold(person.nickname);
    nicknames.set(folded, person);
    const look = skeleton(person.nickname);
    if (look !== folded) looks.set(look, person);
  };
  const leave = ({ nickname }: Person): void => {
    nicknames.delete(fold(nickname));
    looks.delete(skeleton(nickname));
  };
  let peak = 0;
  const counts = { invisible: 0, operators: 0 };
  const count = ({ traits, operator }: Person, by: 1 | -1): void => {
    if ((traits & Trait.invisible) !== 0) counts.invisible += by;
    if (operator !== undefined) counts.operators += by;
  };
  return {
    sessions: 0,
    byAddress: (address) => addresses.get(address),
    byNickname: (nickname) => nicknames.get(fold(nickname)),
    byLook(nickname) {
      const look = skeleton(nickname);
      return nicknames.get(look as Folded) ?? looks.get(look);
    },
    add(person) {
      addresses.set(person.address.bare, person);
      enter(person);
      peak = Math.max(peak, addresses.size);
      count(person, 1);
    },
    remove(person) {
      if (addresses.get(person.address.bare) === person) count(person, -1);
      addresses.delete(person.address.bare);
      leave(person);
    },
    rename(person, nickname) {
      leave(person);
      person.nickname = nickname;
      enter(person);
    },
    setModes(person, change) {
      const isHere = addresses.get(person.address.bare) === person;
      if (isHere) count(person, -1);
      if (change.traits !== undefined) person.traits = change.traits;
      if ('operator' in change) person.operator = change.operator;
      if (isHere) count(person, 1);
    },
    all: () => addresses.values(),
    get peak() {
      return peak;
    },
    get invisible() {
      return counts.invisible;
    },
    get operators() {
      return counts.operators;
    },
    get size() {
      return addresses.size;
    },
  };
}

/** Stable for an address on this server, and tells nothing about it (XEP-0421 3). */
export function occupantIdOf(secret: Buffer, address: Address): string {
  return createHmac('sha256', secret).update(`occupant:${address.bare}`).digest('base64url').slice(0, 22);
}
