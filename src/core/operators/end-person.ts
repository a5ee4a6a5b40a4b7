import type { Core } from '../core.ts';
import type { Dismissal } from '../endpoint.ts';
import { detach } from '../presence/attach.ts';
import type { Person } from '../presence/person.ts';
import type { Session } from '../presence/session.ts';
import type { Outcome } from '../refusal.ts';
import { note } from './notices.ts';
import { operatorOf } from './operator-of.ts';

/**
 * Ends all sessions of a person, whatever they speak. Who would stay without a session (always-on) stays in its rooms, offline:
 * to keep somebody away is what bans are for. Refused: `operators-only`, `right-missing`.
 */
export function killPerson(core: Core, session: Session, target: Person, reason: string): Outcome {
  const refused = operatorOf(core, session.person, 'kill');
  if (refused) return refused;
  const by = session.person.nickname;
  core.log.info({ by: session.person.address.bare, killed: target.address.bare, reason }, 'killed');
  note(core, 'k', `${by} killed ${target.nickname}!${target.mask} (${reason})`);
  endSessions(core, [...target.sessions], 'killed', `Killed (${by} (${reason}))`);
  return undefined;
}

/** Ends these sessions for the reason that others read; who holds them is told. */
export function endSessions(core: Core, sessions: readonly Session[], why: Dismissal, reason: string): void {
  for (const session of sessions) {
    // A slow reader's connection takes a while to close: in its rooms it is gone at once, after its last messages.
    if (session.staged === 0) detach(core, session, reason, 'error');
    session.endpoint.dismiss(why, reason);
  }
}
