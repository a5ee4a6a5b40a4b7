import type { ArchiveStore, ReactionKey } from '../../core/ports.ts';
import type { Id } from '../../lib/id.ts';
import type { Plain } from './plain.ts';

export type MemoryReactions = Plain<Pick<ArchiveStore, 'reactions'>> & {
  set(key: ReactionKey, reactions: readonly string[]): void;
  drop(message: Id): void;
};

export function createReactions(): MemoryReactions {
  /** By message, then by conversation and actor. */
  const sets = new Map<Id, Map<string, readonly string[]>>();
  const keyOf = ({ conversation, actor }: ReactionKey): string => `${conversation} ${actor}`;
  return {
    reactions: (key) => sets.get(key.message)?.get(keyOf(key)) ?? [],
    set(key, reactions) {
      const own = sets.get(key.message) ?? new Map<string, readonly string[]>();
      if (reactions.length === 0) own.delete(keyOf(key));
      else own.set(keyOf(key), [...reactions]);
      sets.set(key.message, own);
    },
    drop: (message) => void sets.delete(message),
  };
}
