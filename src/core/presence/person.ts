import type { Address, Bare } from '../../lib/address.ts';
import type { OccupantRef, PersonRef } from '../event.ts';
import type { AccountRecord } from '../ports.ts';
import { Mark } from '../rooms/mark.ts';
import type { Occupant } from '../rooms/room.ts';
import type { Session } from './session.ts';
import { aggregate, online, type Availability } from './availability.ts';

/** Somebody who is here: the holder of an account, a guest, or (later) a remote person. One per address, whatever the sessions. */
export interface Person {
  /** Who it is may change only by logging in or out (`become.ts`). */
  kind: 'account' | 'guest' | 'remote';
  address: Address;
  /** Server-wide, as shown. For an account its name, unless `nicknames` are free. */
  nickname: string;
  /** `ident@host` in masks; equal to the address for accounts. Never an IP. */
  mask: string;
  /** Opaque and stable (XEP-0421): keyed hash of the address. */
  occupantId: string;
  account: AccountRecord | undefined;
  displayName: string;
  readonly sessions: Session[];
  /** Rooms this person is in, by room address. */
  readonly occupancies: Map<Bare, Occupant>;
  /** What others see; kept up to date by `availability.ts`' callers. Undefined while no session is available. */
  availability: Availability | undefined;
  /** Bits of `Trait`: what the person chose to be for others. Changed by `People.setModes` only, like `operator`. */
  traits: number;
  /** What operator rights this person has taken (IRC OPER); undefined for none. */
  operator: Operator | undefined;
}

/** Choices of a person that hold for all its sessions (IRC user modes, and what XMPP settings say the same). */
export const Trait = {
  /** A program (IRC +B, disco identity client/bot). */
  bot: 1,
  /** Not shown to who shares no room (IRC +i). */
  invisible: 2,
  /** Only accounts may write to it directly (IRC +R). */
  accountsOnly: 4,
  /** No client-to-client requests but ACTION (IRC +T). */
  noRequests: 8,
  /** Wants what operators say to everybody (IRC +w). */
  wallops: 16,
} as const;

/** Operator rights as taken. */
export interface Operator {
  /** The block in `opers` they come from. */
  readonly name: string;
  /** The named class: which rights it gives is the policy's matter. */
  readonly class: string;
  /** What WHOIS says (313). */
  readonly whois: string;
  /** Letters of the notices wanted (`noticeKinds`); empty: none. */
  readonly notices: string;
}

export function personRef(person: Person): PersonRef {
  return {
    address: person.address.bare,
    nickname: person.nickname,
    mask: person.mask,
    account: person.account?.name,
    occupantId: person.occupantId,
    ...(person.traits & Trait.bot ? { isBot: true } : undefined),
  };
}

export function occupantRef(occupant: Occupant): OccupantRef {
  const { person } = occupant;
  return {
    ...personRef(person),
    nickname: occupant.nickname,
    displayName: person.displayName,
    affiliation: occupant.affiliation,
    role: occupant.role,
    availability: person.availability ?? online,
    device: deviceOf(occupant),
    isVoiced: (occupant.marks & Mark.voiced) !== 0,
  };
}

/** Of somebody's sessions in a room (or, on leaving, of all) the one that was active last. */
export function deviceOf({ seats, person }: Occupant): string | undefined {
  let latest: Session | undefined;
  if (seats.length === 0) for (const each of person.sessions) latest = later(latest, each);
  else for (const { session } of seats) latest = later(latest, session);
  return latest?.device;
}

function later(a: Session | undefined, b: Session): Session {
  return a && a.lastActive >= b.lastActive ? a : b;
}

export function aggregated(person: Person): Availability | undefined {
  return aggregate(person.sessions.map((session) => session.availability));
}
