import type { Core } from '../core.ts';
import { View } from '../endpoint.ts';
import { neighbours, tell } from '../fan-out.ts';
import { personRef, type Person } from '../presence/person.ts';
import type { Session } from '../presence/session.ts';
import { leaveForGood } from '../rooms/leave.ts';
import { isAlwaysOn } from './policy.ts';

/** Somebody who is here without a session goes: from every room, and from the server (IRC QUIT). */
export function depart(core: Core, person: Person, reason: string): void {
  const witnesses = neighbours(person);
  for (const occupant of [...person.occupancies.values()]) leaveForGood(core, occupant, reason, 'quit');
  vanish(core, person, { reason, ips: [], witnesses });
}

/** The person is in no room and has no session any more. */
export function vanish(
  core: Core,
  person: Person,
  {
    reason,
    ips,
    witnesses,
  }: { readonly reason: string; readonly ips: readonly string[]; readonly witnesses: ReadonlySet<Session> },
): void {
  core.past.note(person, ips, core.clock.now());
  core.people.remove(person);
  core.notices.listeners.delete(person);
  core.blocks.guests.delete(person.address.bare);
  core.bouncer.absent.delete(person.address.bare);
  if (person.account && isAlwaysOn(core, person.account)) {
    core.bouncer.changes.note({ type: 'resident', owner: person.address.bare, resident: undefined });
  }
  const event = { type: 'gone', id: core.ids.next(), at: core.clock.now(), who: personRef(person), reason } as const;
  tell(witnesses, event, () => View.OTHER);
}
