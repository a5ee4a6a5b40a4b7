import { readsEverything } from '../../../../core/archive/readable.ts';
import { isRefusal, Later } from '../../../../core/refusal.ts';
import { renamePerson } from '../../../../core/presence/rename-person.ts';
import { enter, type Entered } from '../../../../core/rooms/enter.ts';
import type { Answer, Request } from '../../context.ts';
import { childOf, textOf, type Element } from '../../wire/stanza.ts';
import { NS } from '../../wire/namespaces.ts';
import { stanzaError, StanzaError } from '../../wire/stanza-error.ts';
import { readHistoryRequest } from './history-request.ts';
import { wantedNicknames } from './nickname.ts';
import { meantAddress, typedRoomName } from './room-name.ts';
import { showRoom } from './show-room.ts';

/** Enters the room, making it where there is none (XEP-0045 7.2, 10.1). Rooms are never locked (SEMANTICS 2.1). */
export function enterRoom(request: Request, x: Element): Answer {
  const { context, session, stanza, to } = request;
  const meant = meantAddress(to);
  if (meant) return new StanzaError('gone', { content: `xmpp:${meant}` });
  const guest = session.core.person.kind === 'guest' && session.core.person.occupancies.size === 0;
  const not = guest ? renamePerson(context.core, session.core, to.resource) : undefined;
  if (not) return not;
  const later = visitOf(request);
  if (later) return later;
  const key = textOf(x, 'password', NS.muc);
  const entered = enter(context.core, session.core, {
    address: to.bare,
    name: typedRoomName(stanza, to),
    ...(key !== undefined && { key }),
  });
  if (entered instanceof Later) return entered;
  // Who cannot enter is told where else to go (IRC +f).
  if (isRefusal(entered))
    return entered.instead ? new StanzaError('gone', { content: `xmpp:${entered.instead}` }) : entered;
  return show(request, x, entered);
}

/** Who enters is shown at once what was said since their first visit: that is looked up before. */
function visitOf({ context: { core }, session, to }: Request): Later | undefined {
  const room = core.rooms.open(to.bare);
  if (!room || room instanceof Later || isRefusal(room) || room.recent.length === 0) return undefined;
  if (session.core.person.kind !== 'account' || readsEverything(room, session.core)) return undefined;
  const visit = core.visits.peek(room, session.core.person.address.bare);
  return visit instanceof Later ? visit : undefined;
}

/** A client that enters a room again has lost its state: it gets everything (XEP-0045 7.2.1). */
function show({ context, session, to, id }: Request, x: Element, entered: Entered): undefined {
  const { room, occupant, created } = entered;
  const known = context.core.visits.peek(room, session.core.person.address.bare);
  const visit = known instanceof Later ? Infinity : known;
  const seat = session.core.seats.get(room.address);
  if (seat) wantedNicknames.set(seat, to.resource);
  showRoom(session, occupant, {
    created,
    renamed: occupant.nickname !== to.resource,
    logged: room.record.settings.archived && context.core.config.history.enabled,
    history: readHistoryRequest(x, context.core.clock.now()),
    firstVisit: visit,
    id,
  });
  return undefined;
}

/** A nickname is part of the address of who enters (XEP-0045 7.2.1). */
export function enterNameless(): StanzaError {
  return stanzaError('jid-malformed', 'Name the nickname that you want: room@service/nickname.');
}

/** The sign of a client that wants to enter, not to update its presence (XEP-0045 7.2.17). */
export function entranceOf(stanza: Element): Element | undefined {
  return childOf(stanza, 'x', NS.muc);
}
