import { Later } from './refusal.ts';

/** Carries an operation through for whoever can wait: it is asked again, as it was, whenever it says `Later`. */
export function untilDone<T>(act: () => T | Later): Promise<T> {
  return new Promise((resolve) => {
    const go = (): void => {
      const outcome = act();
      // Asked again in the very call that grants the turn: a moment later somebody else may have it.
      if (outcome instanceof Later) outcome.subscribe(go);
      else resolve(outcome);
    };
    go();
  });
}
