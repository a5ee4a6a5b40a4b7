import { listRooms } from '../../../../core/rooms/list.ts';
import { atLeast } from '../../../../core/rooms/rank.ts';
import { sees } from '../../../../core/rooms/mark.ts';
import { affiliationOf, occupantOf } from '../../../../core/rooms/rights.ts';
import type { Room } from '../../../../core/rooms/room.ts';
import type { Later, Refusal } from '../../../../core/refusal.ts';
import type { IqRequest } from '../../context.ts';
import type { Feature, Info, Item } from '../../feature.ts';
import { dataForm, type Field } from '../../wire/data-form.ts';
import { NS } from '../../wire/namespaces.ts';
import { pageOf, readResultSet } from '../../wire/result-set.ts';
import { stanzaError, StanzaError } from '../../wire/stanza-error.ts';
import { childOf, xml, type Element } from '../../wire/stanza.ts';
import { isRoom, roomOf } from './find-room.ts';
import { unescapeLocal } from './room-name.ts';

const ROOM_INFO = 'http://jabber.org/protocol/muc#roominfo';

/** What a client asks to learn its nickname before it enters (XEP-0045 7.12). */
const OWN_NICKNAME = 'x-roomuser-item';

/** Rooms on one page of the service's list, and people on one of a room's. */
const PAGE = 100;

/** What the room service, a room and an occupant say of themselves (XEP-0045 6). */
export const roomDisco: Feature = {
  identities: { rooms: [{ category: 'conference', type: 'text', name: 'Rooms' }] },
  advertises: {
    rooms: [NS.muc, NS.mucStableId, NS.mucSelfPing, NS.rsm, NS.ping],
  },
  info: { room: roomInfo },
  items: { rooms: listedRooms, room: roomItems },
  iq: { rooms: { [`get ${NS.ping} ping`]: () => undefined } }, // XEP-0199: the service is there
};

/** XEP-0045 6.4. A room that is not listed is shown all the same to whoever knows its address: that is how it is entered. */
function roomInfo(request: IqRequest, node: string | undefined): Info | StanzaError | Refusal | Later | undefined {
  const room = roomOf(request);
  if (!isRoom(room)) return room;
  if (node === OWN_NICKNAME) return reservedNickname(request);
  if (node !== undefined && node !== '') return undefined;
  return {
    identities: [{ category: 'conference', type: 'text', name: titleOf(room.record) }],
    features: roomFeatures(room),
    forms: [dataForm('result', ROOM_INFO, roomFields(request, room))],
  };
}

function reservedNickname({ session }: IqRequest): Info {
  const { person } = session.core;
  if (person.kind !== 'account') return {}; // an empty answer: none is reserved
  return { identities: [{ category: 'conference', type: 'text', name: person.nickname }], features: [NS.muc] };
}

function roomFeatures({ record: { settings } }: Room): string[] {
  return [
    NS.muc,
    NS.mucStableId,
    NS.mucSelfPing,
    NS.occupantId,
    NS.stanzaIds,
    settings.key === '' ? 'muc_unsecured' : 'muc_passwordprotected',
    settings.secret ? 'muc_hidden' : 'muc_public',
    settings.persistent ? 'muc_persistent' : 'muc_temporary',
    settings.membersOnly ? 'muc_membersonly' : 'muc_open',
    settings.moderated ? 'muc_moderated' : 'muc_unmoderated',
    settings.nonAnonymous ? 'muc_nonanonymous' : 'muc_semianonymous',
  ];
}

/** The subject and who is there belong to those inside, and in an open, listed room to everybody (H-04). */
function roomFields({ context, session }: IqRequest, room: Room): Field[] {
  const { settings, subject } = room.record;
  const isPublic = !settings.secret && !settings.membersOnly && settings.key === '';
  const isInsider = occupantOf(room, session.core) || atLeast(affiliationOf(room, session.core), 'member');
  const about: Field[] = [
    { name: 'muc#roominfo_description', label: 'Description', values: [settings.description] },
    { name: 'muc#roomconfig_roomname', label: 'Name', values: [settings.title] },
    { name: 'muc#roomconfig_changesubject', type: 'boolean', values: [settings.subjectLocked ? '0' : '1'] },
    {
      name: 'muc#maxhistoryfetch',
      label: 'Messages shown on entering',
      values: [String(context.core.config.history.join)],
    },
  ];
  if (!isPublic && !isInsider) return about;
  return [
    ...about,
    { name: 'muc#roominfo_subject', label: 'Subject', values: [subject?.text ?? ''] },
    { name: 'muc#roominfo_occupants', label: 'Number of occupants', values: [String(room.occupants.size)] },
  ];
}

/** XEP-0045 6.3, in pages (XEP-0059). */
async function listedRooms(request: IqRequest, node: string | undefined): Promise<Element | StanzaError> {
  if (node !== undefined && node !== '') return stanzaError('item-not-found');
  const rooms = await listRooms(request.context.core, request.session.core);
  return inPages(
    request,
    rooms.map((room) => ({ jid: room.address, name: titleOf(room) })),
  );
}

/** XEP-0045 6.5: who is there, for those who are there too; to others the list is empty. */
function roomItems(request: IqRequest): Element | Item[] | StanzaError | Refusal | Later {
  const room = roomOf(request);
  if (!isRoom(room)) return room;
  const viewer = occupantOf(room, request.session.core);
  if (!viewer) return [];
  const seen = [...room.occupants.values()].filter((occupant) => sees(viewer, occupant));
  const people = seen.map(({ nickname }) => ({
    jid: `${room.address}/${nickname}`,
    name: nickname,
  }));
  return inPages(request, people);
}

/** A list that says so where it is not all (XEP-0045 6.3, XEP-0059). */
function inPages({ payload }: IqRequest, all: readonly (Item & { readonly name: string })[]): Element | StanzaError {
  const wanted = readResultSet(payload);
  if (!wanted) return stanzaError('bad-request');
  const page = pageOf(all, ({ jid }) => jid, wanted, PAGE);
  if (!page) return stanzaError('item-not-found');
  const items = page.items.map(({ jid, name }) => xml('item', { jid, name }));
  const isPaged = childOf(payload, 'set', NS.rsm) !== undefined || page.items.length < all.length;
  return xml('query', { xmlns: NS.discoItems }, ...items, isPaged ? page.set : undefined);
}

/** Shown to people, so unescaped. */
function titleOf(
  room: { readonly name: string } & ({ readonly title: string } | { readonly settings: { readonly title: string } }),
): string {
  const title = 'title' in room ? room.title : room.settings.title;
  return title === '' ? unescapeLocal(room.name) : title;
}
