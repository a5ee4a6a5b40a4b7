import type { Pseudo } from './pseudo.ts';

/** Every name that answers direct messages and is nobody. Their nicks are reserved. */
export const pseudos: readonly Pseudo[] = [];
