import { View, type Form } from '../../../core/endpoint.ts';
import { isRequest } from '../../../core/archive/draft.ts';
import type { Event, MessageEvent } from '../../../core/event.ts';
import type { Spliced } from '../context.ts';
import { directMessage } from './direct.ts';
import { actMessage } from './acts.ts';
import { announcement } from './announcement.ts';
import { contactPresence, subscription } from './presence.ts';
import { directRetraction } from './retraction.ts';
import { roomStanzas } from './room.ts';
import { rosterPush } from './roster.ts';
import { splice, type Halves } from './splice.ts';

/** What an event is on this wire: usually one stanza. */
export type Stanzas = readonly Spliced[];

/** The last rendering in a room is at hand: the speaker's own reflection is the same bytes (View.OWN), and so is the other form's. */
let last: { readonly event: Event; readonly view: View; readonly stanzas: Stanzas | undefined } | undefined;

function renderRoom(event: Event, view: View): Stanzas | undefined {
  if (last?.event === event && last.view === view) return last.stanzas;
  const stanzas = roomStanzas(event, view)?.map(splice);
  last = { event, view, stanzas };
  return stanzas;
}

/** In a room a message is the same for its speaker as for everybody; that is how it is reflected. */
const { OWN, COPY_SENT, COPY_RECEIVED } = View;

class XmppForm implements Form {
  readonly #carbons: boolean;

  constructor(carbons: boolean) {
    this.#carbons = carbons;
  }

  #message(event: MessageEvent, view: View): Stanzas | undefined {
    if (event.room === undefined) return one(directMessage(event, view, this.#carbons));
    if (event.to === undefined) return renderRoom(event, view & ~OWN);
    return this.#carbons || !isCopy(view) ? roomStanzas(event, view)?.map(splice) : undefined;
  }

  render(event: Event, view: View): Stanzas | undefined {
    switch (event.type) {
      case 'message':
        return isIrcOnly(event) ? undefined : this.#message(event, view);
      case 'redacted':
        return event.to === undefined ? renderRoom(event, view) : one(directRetraction(event, view, this.#carbons));
      case 'reacted':
      case 'edited':
        return this.#message(actMessage(event), view);
      case 'edit-told':
        return undefined; // seen when it was done
      case 'read':
        return undefined; // waits for XEP-0490
      case 'presence':
        return one(contactPresence(event));
      case 'subscription':
        return one(subscription(event));
      case 'roster-push':
        return one(rosterPush(event));
      case 'gone':
      case 'person-renamed':
      case 'person-identified':
      case 'away':
      case 'profile':
        return undefined; // told per room on this wire
      case 'announcement':
        return one(announcement(event));
      case 'modes':
      case 'server-notice':
      case 'blocking':
        return undefined; // user modes and the notices that they ask for have no twin here
      case 'metadata':
        return undefined; // what XMPP clients see of it comes as presence (XEP-0172) and room configuration
      case 'watched':
        return undefined; // contacts are seen by presence (RFC 6121 4)
      default:
        return renderRoom(event, view);
    }
  }
}

/** Requests from client to client, and tags that say nothing here. */
function isIrcOnly(event: MessageEvent): boolean {
  if (event.body !== undefined) return isRequest(event);
  return event.tags !== undefined && event.payload === undefined && event.typing === undefined;
}

function isCopy(view: View): boolean {
  return (view & (COPY_SENT | COPY_RECEIVED)) !== 0;
}

function one(halves: Halves | undefined): Stanzas | undefined {
  return halves && [splice(halves)];
}

const plain = new XmppForm(false);
const copying = new XmppForm(true);

/** The form of sessions that want carbons (XEP-0280), or do not. */
export function formFor(carbons: boolean): Form {
  return carbons ? copying : plain;
}
