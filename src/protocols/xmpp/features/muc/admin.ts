import { affiliate } from '../../../../core/rooms/affiliate.ts';
import { atLeast } from '../../../../core/rooms/rank.ts';
import { affiliationOf, occupantOf } from '../../../../core/rooms/rights.ts';
import type { Room } from '../../../../core/rooms/room.ts';
import { setRole } from '../../../../core/rooms/set-role.ts';
import type { Outcome } from '../../../../core/refusal.ts';
import type { IqAnswer, IqRequest } from '../../context.ts';
import type { Feature } from '../../feature.ts';
import { NS } from '../../wire/namespaces.ts';
import { stanzaError } from '../../wire/stanza-error.ts';
import { attribute, childOf, xml, type Element } from '../../wire/stanza.ts';
import { isAffiliation, isRole, leavesNoOwner, mayNotGrant, readItems, type AdminItem } from './admin-items.ts';
import { isRoom, roomOf } from './find-room.ts';

/** Kicks, voices, bans, members, moderators, admins, owners (XEP-0045 8, 9, 10). */
export const roomAdmin: Feature = {
  iq: {
    room: {
      [`get ${NS.mucAdmin} query`]: list,
      [`set ${NS.mucAdmin} query`]: change,
    },
  },
};

function list(request: IqRequest): IqAnswer {
  const room = roomOf(request);
  if (!isRoom(room)) return room;
  const item = childOf(request.payload, 'item', NS.mucAdmin);
  const [affiliation, role] = [item && attribute(item, 'affiliation'), item && attribute(item, 'role')];
  if (isRole(role))
    return mayListRoles(request, room)
      ? xml('query', { xmlns: NS.mucAdmin }, ...withRole(room, role))
      : stanzaError('forbidden');
  if (!isAffiliation(affiliation)) return stanzaError('bad-request', 'Ask for one affiliation or one role.');
  if (!mayListAffiliations(request, room, affiliation)) return stanzaError('forbidden');
  return xml('query', { xmlns: NS.mucAdmin }, ...withAffiliation(room, affiliation));
}

/** XEP-0045 8.5, 9.8. */
function mayListRoles({ session }: IqRequest, room: Room): boolean {
  return occupantOf(room, session.core)?.role === 'moderator' || atLeast(affiliationOf(room, session.core), 'admin');
}

/** XEP-0045 9.2, 9.5, 10.5, 10.8; members of a room that hides nobody see who belongs to it (9.5). */
function mayListAffiliations({ session }: IqRequest, room: Room, affiliation: string): boolean {
  const own = affiliationOf(room, session.core);
  if (atLeast(own, 'admin') || occupantOf(room, session.core)?.role === 'moderator') return true;
  const { nonAnonymous } = room.record.settings;
  return (
    nonAnonymous &&
    affiliation !== 'outcast' &&
    (atLeast(own, 'member') || occupantOf(room, session.core) !== undefined)
  );
}

function withRole(room: Room, role: string): Element[] {
  return [...room.occupants.values()]
    .filter((occupant) => occupant.role === role)
    .map(({ nickname, affiliation, person }) =>
      xml('item', { nick: nickname, role, affiliation, jid: person.address.bare }),
    );
}

function withAffiliation(room: Room, affiliation: string): Element[] {
  return [...room.affiliations.values()]
    .filter((record) => record.affiliation === affiliation)
    .map(({ address, reason }) => {
      const why = reason === '' ? undefined : xml('reason', {}, reason);
      return xml('item', { affiliation, jid: address }, why);
    });
}

/** How many items of a request are done: it may have to wait between two of them and is then called again. */
const progress = new WeakMap<Element, number>();

function change(request: IqRequest): IqAnswer {
  const { context, session, payload } = request;
  const room = roomOf(request);
  if (!isRoom(room)) return room;
  const items = readItems(payload, room);
  if (!Array.isArray(items)) return items;
  const { reason: most } = context.core.config.limits;
  if (items.some(({ reason }) => Buffer.byteLength(reason) > most)) {
    return stanzaError('policy-violation', `A reason has at most ${most} bytes.`);
  }
  const done = progress.get(payload) ?? 0;
  if (done === 0) {
    const refused = items.map((item) => mayNotGrant(room, session.core, item)).find((error) => error !== undefined);
    if (refused) return refused;
    if (leavesNoOwner(room, items)) return stanzaError('conflict', 'A room keeps at least one owner.');
  }
  for (const [index, item] of inOrder(items).entries()) {
    if (index < done) continue;
    const outcome = grant(request, room, item);
    if (outcome) return outcome;
    progress.set(payload, index + 1);
  }
  return undefined;
}

/** New owners first, so that there always is one. */
function inOrder(items: readonly AdminItem[]): AdminItem[] {
  const makesOwner = (item: AdminItem) => item.type === 'affiliation' && item.affiliation === 'owner';
  return [...items.filter(makesOwner), ...items.filter((item) => !makesOwner(item))];
}

function grant({ context, session }: IqRequest, room: Room, item: AdminItem): Outcome {
  return item.type === 'role'
    ? setRole(context.core, session.core, room, item.nickname, item.role, item.reason)
    : affiliate(context.core, session.core, room, item);
}
