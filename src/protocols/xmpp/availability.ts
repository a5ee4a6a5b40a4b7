import type { Availability, Show } from '../../core/presence/availability.ts';
import { NS } from './wire/namespaces.ts';
import { stanzaError, type StanzaError } from './wire/stanza-error.ts';
import { attribute, elements, namespaceOf, serialise, textOf, type Element } from './wire/stanza.ts';

/** Bytes of what presence carries beside show, status and priority: capabilities, a hash of an avatar. */
const MAX_PAYLOAD = 8 * 1024;

const shows: readonly Show[] = ['chat', 'away', 'xa', 'dnd'];

/** Availability as a presence says it (RFC 6121 4.7). What only servers say is left out. */
export function availabilityOf(presence: Element): Availability | StanzaError {
  const priority = Number(textOf(presence, 'priority', NS.client) ?? '0');
  if (!Number.isInteger(priority) || priority < -128 || priority > 127) {
    return stanzaError('bad-request', 'A priority is a whole number from -128 to 127.'); // 4.7.2.3
  }
  const payload = elements(presence)
    .filter((child) => !isOwnField(child) && !isServers(child))
    .map((child) => serialise(child))
    .join('');
  if (payload.length > MAX_PAYLOAD) return stanzaError('policy-violation', 'This presence is too large.');
  return {
    show: showOf(presence),
    status: textOf(presence, 'status', NS.client) ?? '',
    priority,
    ...(payload !== '' && { payload: interned(payload) }),
  };
}

/** RFC 6121 4.7.2.1: four words; none, or another one, is plainly available. */
export function showOf(presence: Element): Show {
  const said = textOf(presence, 'show', NS.client);
  return shows.find((show) => show === said) ?? 'online';
}

/** Clients of one kind send the same capabilities: one string for all of them, as many as there are kinds. */
const payloads = new Map<string, string>();
const MAX_PAYLOADS = 1000;

function interned(payload: string): string {
  const known = payloads.get(payload);
  if (known !== undefined) return known;
  if (payloads.size >= MAX_PAYLOADS) payloads.clear();
  const flat = Buffer.from(payload).toString(); // not a tree of the pieces it was made of
  payloads.set(flat, flat);
  return flat;
}

function isOwnField(child: Element): boolean {
  const { name } = child;
  return namespaceOf(child) === NS.client && (name === 'show' || name === 'status' || name === 'priority');
}

/** Does `child` say what only servers may (RELIABILITY S-04 to S-07), or what is meant for a room? */
export function isServers(child: Element): boolean {
  const namespace = namespaceOf(child);
  return (
    namespace === NS.mucUser ||
    namespace === NS.muc ||
    namespace === NS.occupantId ||
    namespace === NS.stanzaIds ||
    (namespace === NS.delay && attribute(child, 'from') !== undefined)
  );
}
