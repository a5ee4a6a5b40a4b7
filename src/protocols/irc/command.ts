import type { Event } from '../../core/event.ts';
import type { Later, Refusal } from '../../core/refusal.ts';
import type { Client } from './client.ts';

/** Output in slices: other work is done between them, and a slow reader is waited for. */
export type Slices = Generator<undefined, Refusal | undefined>;

/** What a command gives back: nothing when it is done, `Later` when it is to be carried out again, as it was. */
export type Result = Refusal | Later | Slices | undefined | Promise<Refusal | Later | Slices | undefined>;

/** One verb. Its preconditions are data; `run` reads, asks the core and returns what the core said. */
export interface Command {
  /** Parameters that must be there, and not be empty; otherwise 461. */
  readonly params?: number;
  /** When it may be used: only before registration, or also; otherwise only after. */
  readonly before?: 'only' | 'also';
  /** It is a message: several may be on their way. All others wait until the session's own messages are released (ARCHITECTURE 4). */
  readonly overlaps?: true;
  /** Its parameter `of` is a list of targets, and `with` one that goes along; each is carried out, and repeated, by itself. */
  readonly each?: { readonly of: number; readonly with?: number; readonly most: number };
  /** How else its parameters are cut into runs; undefined where they would be too many. */
  split?(params: readonly string[]): readonly (readonly string[])[] | undefined;
  /** Which parameter is the room or person that refusals mention; the first unless said. */
  readonly subject?: number;
  /** Pays from a bucket of its own, with that many tokens at once (SEMANTICS 10). */
  readonly budget?: { readonly name: string; readonly burst: number };
  /** Costs nothing of what flood control allows. */
  readonly isFree?: true;
  /** Refusals are not told (RFC 2812 3.3.2, NOTICE). */
  readonly isSilent?: true;
  /** An event that shows its success, and belongs to its answer although it comes while the command waits for storage. */
  readonly shows?: Event['type'];
  run(client: Client, params: readonly string[], name: string): Result;
}
