import type { Core } from '../core.ts';
import type { Person } from '../presence/person.ts';
import { refuse, type Refusal } from '../refusal.ts';
import { rights, type Right } from './rights.ts';

/** Does this person have that right now? A change of the configuration counts at once. */
export function hasRight({ config }: Core, { operator }: Person, right: Right): boolean {
  return operator !== undefined && (config.operators.classes.get(operator.class)?.has(right) ?? false);
}

/**
 * May this operator change that account? Those of `admins` take every right with OPER: whoever has not every right would rise by
 * their passwords. Refused: as `operatorOf`, and `right-missing`.
 */
export function keeperOf(core: Core, person: Person, key: string | undefined): Refusal | undefined {
  const refused = operatorOf(core, person, 'accounts');
  if (refused || key === undefined || !core.config.admins.has(key)) return refused;
  return rights.every((right) => hasRight(core, person, right)) ? undefined : refuse('right-missing', 'server-admin');
}

/** Refused: `operators-only` to everybody else, `right-missing` to an operator of a class without it (RELIABILITY O-08). */
export function operatorOf(core: Core, person: Person, right: Right): Refusal | undefined {
  if (!person.operator) return refuse('operators-only');
  return hasRight(core, person, right) ? undefined : refuse('right-missing', right);
}
