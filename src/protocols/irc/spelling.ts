import type { Bare } from '../../lib/address.ts';
import type { Core } from '../../core/core.ts';
import type { PersonRef } from '../../core/event.ts';
import type { Room } from '../../core/rooms/room.ts';
import { channelOf } from './names.ts';
import { middle } from './wire/format.ts';

/** How people and rooms are called on IRC. Forms ask it, since events name both by address. */
export interface Spelling {
  readonly serverName: string;
  /** The channel of a room, in the spelling of whoever made it. */
  channel(address: Bare): string;
  /** The same of a room that is or was called so. */
  channelNamed(address: Bare, name: string): string;
  /** The nick of whoever has that address; the address itself for people elsewhere. */
  nick(address: Bare): string;
}

export function createSpelling(core: Core, serverName: () => string): Spelling {
  return {
    get serverName() {
      return serverName();
    },
    channel(address) {
      return middle(channelOf(address, core.config.roomsDomain, core.rooms.find(address)?.record.name));
    },
    channelNamed: (address, name) => middle(channelOf(address, core.config.roomsDomain, name)),
    nick(address) {
      const person = core.people.byAddress(address);
      if (person) return middle(person.nickname);
      const at = address.lastIndexOf('@');
      const local = address.slice(0, at);
      if (address.slice(at + 1) !== core.config.domain) return middle(address);
      return middle(core.accounts.peek(local)?.name ?? local);
    },
  };
}

export function channelOfRoom(core: Core, room: Room): string {
  return middle(channelOf(room.address, core.config.roomsDomain, room.record.name));
}

/** `nick!ident@host`, as the source of a line. */
export function sourceOf(who: Pick<PersonRef, 'nickname' | 'mask'>): string {
  return `${middle(who.nickname)}!${middle(who.mask)}`;
}
