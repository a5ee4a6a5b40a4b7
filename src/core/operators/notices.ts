import type { Core } from '../core.ts';
import { View } from '../endpoint.ts';
import { tell } from '../fan-out.ts';
import type { Person } from '../presence/person.ts';
import { hasRight } from './operator-of.ts';

/** What operators may ask to be told of, each by its letter (IRC user mode +s). */
export const noticeKinds = {
  a: 'accounts',
  c: 'connections',
  f: 'floods',
  k: 'kills and bans',
  o: 'operators',
  r: 'rooms',
} as const;

export type NoticeKind = keyof typeof noticeKinds;

export function isNoticeKind(letter: string): letter is NoticeKind {
  return Object.hasOwn(noticeKinds, letter);
}

/** Tells the operators who asked for that kind. Costs nothing but a look where nobody did. */
export function note(core: Core, kind: NoticeKind, text: string): void {
  const { listeners } = core.notices;
  if (listeners.size === 0) return;
  const event = { type: 'server-notice', id: core.ids.next(), at: core.clock.now(), kind, text } as const;
  for (const person of listeners) {
    if (person.operator?.notices.includes(kind) && hasRight(core, person, 'notices')) {
      tell(person.sessions, event, () => View.OTHER);
    }
  }
}

/** Who is to be told of anything; kept by `changeModes` and by whoever ends a person. */
export interface Notices {
  readonly listeners: Set<Person>;
}

export function createNotices(): Notices {
  return { listeners: new Set() };
}

/** Takes note of what the person wants to be told now; to be called whenever that, or the person, may have gone. */
export function listen({ notices }: Core, person: Person): void {
  if (person.operator !== undefined && person.operator.notices !== '') notices.listeners.add(person);
  else notices.listeners.delete(person);
}
