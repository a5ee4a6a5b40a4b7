import type { Core } from '../core.ts';
import { refuse, type Outcome, type Refusal } from '../refusal.ts';
import type { Session } from '../presence/session.ts';
import { note } from './notices.ts';
import { operatorOf } from './operator-of.ts';

/** How far the server is closed, until it is said otherwise or it starts again. */
export interface Gate {
  level: GateLevel;
}

/** Each level has what the ones above it close. */
export const gateLevels = {
  5: 'open',
  4: 'no new accounts',
  3: 'no new guests',
  2: 'nobody comes in but administrators',
  1: 'no new connections',
} as const;

export type GateLevel = keyof typeof gateLevels;

export function gateLevelOf(text: string): GateLevel | undefined {
  return /^[1-5]$/.test(text) ? (Number(text) as GateLevel) : undefined;
}

/** Sets the level, and tells operators. */
export function setGate(core: Core, level: GateLevel, by: string): void {
  if (core.gate.level === level) return;
  core.gate.level = level;
  core.log.warn({ level, by }, 'gate');
  note(core, 'o', `${by} set DEFCON ${level}: ${gateLevels[level]}`);
}

/** The same by an operator. Refused: `operators-only`, `right-missing`. */
export function changeGate(core: Core, session: Session, level: GateLevel): Outcome {
  const refused = operatorOf(core, session.person, 'defcon');
  if (!refused) setGate(core, level, session.person.nickname);
  return refused;
}

/** Refused (`server-busy`) where no connection is taken now. */
export function closedToAll({ gate }: Core): Refusal | undefined {
  return gate.level === 1 ? closed('This server takes no connections now') : undefined;
}

/** Refused where somebody with that account, or none, may not come in now. Whoever is here stays. */
export function closedTo({ gate, config }: Core, account: string | undefined): Refusal | undefined {
  if (gate.level <= 2 && (account === undefined || !config.admins.has(account))) {
    return closed('This server takes nobody in now');
  }
  return gate.level === 3 && account === undefined ? closed('This server takes no guests now; log in') : undefined;
}

/** Refused (`registration-closed`) where nobody makes an account now. */
export function closedToRegistrations({ gate }: Core): Refusal | undefined {
  return gate.level < 5
    ? refuse('registration-closed', undefined, { text: 'No accounts are made now; try again later' })
    : undefined;
}

function closed(text: string): Refusal {
  return refuse('server-busy', undefined, { text });
}
