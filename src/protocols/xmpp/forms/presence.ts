import type { PresenceEvent, SubscriptionEvent } from '../../../core/contact-event.ts';
import type { Availability } from '../../../core/presence/availability.ts';
import { escapeAttribute as attribute, escapeText as text } from '../wire/stanza.ts';
import type { Halves } from './splice.ts';

/** RFC 6121 4.2, 4.5: a contact's session is available, or is not any more. */
export function contactPresence({ from, device, availability }: PresenceEvent): Halves {
  const sender = attribute(device === '' ? from : `${from}/${device}`);
  const children = availability ? availabilityChildren(availability) : '';
  const rest = children === '' ? '/>' : `>${children}</presence>`;
  return [`<presence from='${sender}' to='`, `'${availability ? '' : " type='unavailable'"}${rest}`];
}

/** RFC 6121 4.7.2: `online` is said by saying nothing. */
function availabilityChildren({ show, status, priority, payload }: Availability): string {
  const shown = show === 'online' ? '' : `<show>${show}</show>`;
  const told = status === '' ? '' : `<status>${text(status)}</status>`;
  const first = priority === 0 ? '' : `<priority>${priority}</priority>`;
  return shown + told + first + (payload ?? '');
}

/** RFC 6121 3: subscription stanzas come from bare addresses. */
export function subscription({ from, act, payload }: SubscriptionEvent): Halves {
  const rest = payload === undefined ? '/>' : `>${payload}</presence>`;
  return [`<presence from='${attribute(from)}' to='`, `' type='${act}'${rest}`];
}
