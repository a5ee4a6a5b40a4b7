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
  readonly #failed = new Set<string>();

  constructor(load: (key: string) => Promise<V | undefined>, capacity: number) {
    this.#load = load;
    this.#capacity = capacity;
  }

  /** Known, or not yet, or (once, after a load that failed) a refusal. */
  get(key: string): Known<V> | Later | Refusal {
    const known = this.#known.get(key);
    if (known) return known;
    if (this.#failed.delete(key)) return refuse('storage-away', undefined, { retryAfter: 5 });
    return new Later((resume) => this.#join(key, resume));
  }

  /** Known without loading, or undefined. */
  peek(key: string): V | undefined {
    return this.#known.get(key)?.value;
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
      (value) => this.#done(key, () => this.#known.has(key) || this.put(key, value)),
      () => this.#done(key, () => this.#failed.add(key)),
    );
  }

  #done(key: string, note: () => void): void {
    const waiting = this.#loading.get(key) ?? [];
    this.#loading.delete(key);
    for (const resume of waiting) {
      note(); // each of them takes its own answer, also where it is a refusal
      resume();
    }
    this.#failed.delete(key);
  }

  #evict(): void {
    const oldest = this.#known.keys().next();
    if (!oldest.done) this.#known.delete(oldest.value);
  }
}
