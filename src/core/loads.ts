import { Later, refuse, type Refusal } from './refusal.ts';

/** What is known of a key: its value, or that there is none. */
export interface Known<V> {
  readonly value: V | undefined;
}

/**
 * Things that live in storage and are looked at in one tick. Whoever asks for what is not here gets a `Later` and asks
 * again. "There is none" is remembered too, which is right because only this process, their home, makes new ones.
 */
export class Loads<V> {
  readonly #load: (key: string) => Promise<V | undefined>;
  readonly #capacity: number;
  readonly #known = new Map<string, Known<V>>();
  readonly #loading = new Map<string, (() => void)[]>();
  /** Loads that failed, and how many of those who waited have not asked again yet. */
  readonly #failed = new Map<string, number>();

  constructor(load: (key: string) => Promise<V | undefined>, capacity: number) {
    this.#load = load;
    this.#capacity = capacity;
  }

  /** Known, or not yet, or (once, after a load that failed) a refusal. */
  get(key: string): Known<V> | Later | Refusal {
    const known = this.#known.get(key);
    if (known) return known;
    if (this.#takeFailure(key)) return refuse('storage-away', undefined, { retryAfter: 5 });
    return new Later((resume) => this.#join(key, resume));
  }

  /** Known without loading, or undefined. */
  peek(key: string): V | undefined {
    return this.#known.get(key)?.value;
  }

  /** All that is known and is there. */
  *values(): Iterable<V> {
    for (const { value } of this.#known.values()) if (value !== undefined) yield value;
  }

  put(key: string, value: V | undefined): void {
    this.#known.delete(key); // the newest is last: the map is in order of use
    this.#known.set(key, { value });
    if (this.#known.size > this.#capacity) this.#evict();
  }

  forget(key: string): void {
    this.#known.delete(key);
  }

  #join(key: string, resume: () => void): void {
    const waiting = this.#loading.get(key);
    if (waiting) {
      waiting.push(resume);
      return;
    }
    this.#loading.set(key, [resume]);
    this.#load(key).then(
      (value) => {
        this.#failed.clear(); // storage answers again: nobody is to hear of the failure any more
        if (!this.#known.has(key)) this.put(key, value);
        this.#resume(key);
      },
      () => {
        this.#failed.set(key, this.#loading.get(key)?.length ?? 0);
        this.#resume(key);
      },
    );
  }

  #resume(key: string): void {
    const waiting = this.#loading.get(key) ?? [];
    this.#loading.delete(key);
    for (const resume of waiting) resume();
  }

  #takeFailure(key: string): boolean {
    const left = this.#failed.get(key) ?? 0;
    if (left > 1) this.#failed.set(key, left - 1);
    else this.#failed.delete(key);
    return left > 0;
  }

  #evict(): void {
    const oldest = this.#known.keys().next();
    if (!oldest.done) this.#known.delete(oldest.value);
  }
}
