import { findInInbox, findInRoom, inboxHistory, roomHistory } from '../../../../core/archive/history.ts';
import type { Core } from '../../../../core/core.ts';
import type { MessageEvent } from '../../../../core/event.ts';
import type { Page, PageQuery } from '../../../../core/ports.ts';
import type { Session } from '../../../../core/presence/session.ts';
import type { Refusal } from '../../../../core/refusal.ts';
import type { Room } from '../../../../core/rooms/room.ts';
import type { Address, Bare } from '../../../../lib/address.ts';
import type { Id } from '../../../../lib/id.ts';
import { archivedDirect, archivedGroupchat } from '../../forms/archived.ts';

/** What can be asked of one archive: a room's, or the account's own. Rights are asked of the core with every call. */
export interface Archive {
  /** Whose it is: the address results come from. */
  readonly address: Bare;
  page(query: PageQuery): Promise<Page | Refusal>;
  find(id: Id): Promise<MessageEvent | undefined | Refusal>;
  /** Does the message match what `with` says beyond what `page` has chosen already? Undefined where all do. */
  readonly matches: ((event: MessageEvent) => boolean) | undefined;
  /** The message as it was. */
  render(event: MessageEvent): string;
}

export function roomArchive(core: Core, session: Session, room: Room, speaker: Address | undefined): Archive {
  return {
    address: room.address,
    page: (query) => roomHistory(core, session, room, query),
    find: (id) => findInRoom(core, session, room, id),
    matches: speaker && ((event) => isSpeaker(room, event, speaker)),
    render: (event) => archivedGroupchat(event, room.record.settings.nonAnonymous),
  };
}

/** By occupant address; by real address only where that is no secret. */
function isSpeaker(room: Room, { from }: MessageEvent, speaker: Address): boolean {
  if (speaker.bare === room.address) return speaker.resource === '' || speaker.resource === from.nickname;
  return room.record.settings.nonAnonymous && speaker.bare === from.address;
}

export function ownArchive(core: Core, session: Session, peer: Address | undefined): Archive {
  const owner = session.person.address.bare;
  const isOccupant = peer !== undefined && peer.resource !== '' && peer.domain === core.config.roomsDomain;
  return {
    address: owner,
    page: (query) => inboxHistory(core, session, peer?.bare, query),
    find: (id) => findInInbox(core, session, id),
    matches: isOccupant ? (event) => nicknameOf(event, owner) === peer.resource : undefined,
    render: (event) => archivedDirect(event, owner),
  };
}

/** With whom a private message through a room was exchanged. */
function nicknameOf(event: MessageEvent, owner: Bare): string | undefined {
  return event.from.address === owner ? event.toNickname : event.from.nickname;
}
