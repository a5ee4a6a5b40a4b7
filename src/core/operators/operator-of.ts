import type { Core } from '../core.ts';
import type { Person } from '../presence/person.ts';
import { refuse, type Refusal } from '../refusal.ts';
import type { Right } from './rights.ts';

/** Does this person have that right now? A change of the configuration counts at once. */
export function hasRight({ config }: Core, { operator }: Person, right: Right): boolean {
  return operator !== undefined && (config.operators.classes.get(operator.class)?.has(right) ?? false);
}

/** Refused: `operators-only` to everybody else, `right-missing` to an operator of a class without it (RELIABILITY O-08). */
export function operatorOf(core: Core, person: Person, right: Right): Refusal | undefined {
  if (!person.operator) return refuse('operators-only');
  return hasRight(core, person, right) ? undefined : refuse('right-missing', right);
}
