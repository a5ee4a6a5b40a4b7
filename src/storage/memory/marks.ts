import type { Bare } from '../../lib/address.ts';
import type { Id } from '../../lib/id.ts';
import type { MarkStore } from '../../core/ports.ts';
import { MAX_ROWS } from '../limits.ts';
import { requireUuid } from '../uuid.ts';
import type { OwnedStore } from './rosters.ts';

export function createMarks(): OwnedStore<MarkStore> {
  const marks = new Map<Bare, Map<string, Id>>();
  return {
    load(owner) {
      const own = [...(marks.get(owner) ?? [])].sort(([, a], [, b]) => (a < b ? 1 : -1));
      return new Map(own.slice(0, MAX_ROWS));
    },
    save(owner, conversation, id) {
      requireUuid(conversation, 'conversation');
      requireUuid(id, 'mark');
      const own = marks.get(owner) ?? new Map<string, Id>();
      const known = own.get(conversation);
      if (known === undefined || id > known) own.set(conversation, id);
      marks.set(owner, own);
    },
    move(from, to) {
      for (const own of marks.values()) {
        const [old, known] = [own.get(from), own.get(to)];
        if (old === undefined) continue;
        own.delete(from);
        if (known === undefined || old > known) own.set(to, old);
      }
    },
    forget: (owner) => void marks.delete(owner),
  };
}
