import type { Core } from '../core.ts';
import { View } from '../endpoint.ts';
import type { MessageEvent } from '../event.ts';
import { tell } from '../fan-out.ts';
import type { Person } from '../presence/person.ts';
import { pushDirect } from '../push/rule.ts';
import type { Session } from '../presence/session.ts';

/** Shows a direct message: to the receiver, to the sender's other sessions, and to the sending one as released. */
export function deliverDirect(core: Core, event: MessageEvent, session: Session, reference: unknown): void {
  const receiver = event.to && core.people.byAddress(event.to);
  if (receiver && receiver !== session.person) tell(receiver.sessions, event, receivingView(event, receiver));
  tell(session.person.sessions, event, (each) => {
    if (each === session) return undefined;
    return receiver === session.person && isAddressed(event, receiver)(each) ? View.OTHER : View.COPY_SENT;
  });
  if (session.isAttached) session.endpoint.released(event, reference);
  pushDirect(core, event);
}

function receivingView(event: MessageEvent, receiver: Person): (session: Session) => View | undefined {
  const addressed = isAddressed(event, receiver);
  return (session) => (addressed(session) ? View.OTHER : session.availability ? View.COPY_RECEIVED : undefined);
}

/**
 * RFC 6121 8.5.3: a message to a full address goes to that session if it is there; to the bare address, or where that
 * session is gone, to all available sessions whose priority is not negative.
 */
function isAddressed(event: MessageEvent, receiver: Person): (session: Session) => boolean {
  const named =
    event.toResource === undefined ? undefined : receiver.sessions.find(({ device }) => device === event.toResource);
  if (named) return (session) => session === named || session.follows;
  return ({ availability }) => availability !== undefined && availability.priority >= 0;
}
