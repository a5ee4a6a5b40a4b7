import type { Core } from '../core.ts';
import { View } from '../endpoint.ts';
import { tell } from '../fan-out.ts';
import { personRef, Trait } from '../presence/person.ts';
import type { Session } from '../presence/session.ts';
import type { Outcome } from '../refusal.ts';
import { operatorOf } from './operator-of.ts';

/** An operator speaks to everybody who wants to hear operators (IRC WALLOPS). Refused: `operators-only`, `right-missing`. */
export function announce(core: Core, session: Session, text: string): Outcome {
  const refused = operatorOf(core, session.person, 'wallops');
  if (refused) return refused;
  const by = personRef(session.person);
  const server = core.config.domain;
  const event = { type: 'announcement', id: core.ids.next(), at: core.clock.now(), by, text, server } as const;
  for (const person of core.people.all()) {
    if ((person.traits & Trait.wallops) !== 0) tell(person.sessions, event, () => View.OTHER);
  }
  return undefined;
}
