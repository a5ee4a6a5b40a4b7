import { noteResident } from '../bouncer/keep.ts';
import type { Core } from '../core.ts';
import { View } from '../endpoint.ts';
import { tell } from '../fan-out.ts';
import { listen } from '../operators/notices.ts';
import { personRef, type Operator, type Person } from './person.ts';

/** New traits (bits of `Trait`), new operator rights, or both; what is left out stays. */
export interface ModeChange {
  readonly traits?: number;
  /** Undefined, but there: the rights are given up. */
  readonly operator?: Operator | undefined;
}

/**
 * Changes what a person chose to be and what rights it took: they hold for all its sessions, and those are told. The traits as a
 * number are what is worth keeping for somebody who stays while no session is there; rights end with the last session.
 */
export function changeModes(core: Core, person: Person, change: ModeChange): void {
  const before = { traits: person.traits, operator: person.operator };
  core.people.setModes(person, change);
  listen(core, person);
  const after = { traits: person.traits, operator: person.operator };
  if (before.traits === after.traits && sameRights(before.operator, after.operator)) return;
  noteResident(core, person);
  const who = personRef(person);
  tell(
    person.sessions,
    { type: 'modes', id: core.ids.next(), at: core.clock.now(), who, before, after },
    () => View.SELF,
  );
}

function sameRights(a: Operator | undefined, b: Operator | undefined): boolean {
  return a === b || (a !== undefined && b !== undefined && a.name === b.name && a.notices === b.notices);
}
