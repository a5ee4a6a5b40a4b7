/** Longest wait for anything: a hung server fails the test instead of the run. */
const PATIENCE_MS = 10_000;

/** What somebody received and has not looked at yet, in order. */
export class Inbox<T> {
  readonly items: T[] = [];
  readonly #show: (item: T) => string;
  readonly #looks = new Set<() => void>();

  constructor(show: (item: T) => string) {
    this.#show = show;
  }

  push(item: T): void {
    this.items.push(item);
    for (const look of [...this.#looks]) look();
  }

  /** Takes out the first item that `is` it, waiting for it where it has not come. */
  async take(is: (item: T) => boolean, what: string): Promise<T> {
    const deadline = AbortSignal.timeout(PATIENCE_MS);
    for (;;) {
      const index = this.items.findIndex(is);
      if (index >= 0) return this.items.splice(index, 1)[0] as T;
      if (deadline.aborted) throw new Error(`no ${what} within ${PATIENCE_MS} ms; there is: ${this.#shown()}`);
      await new Promise<void>((resolve) => {
        const look = (): void => {
          deadline.removeEventListener('abort', look);
          this.#looks.delete(look);
          resolve();
        };
        deadline.addEventListener('abort', look, { once: true });
        this.#looks.add(look);
      });
    }
  }

  /** Takes out everything that `is` it and has come. */
  takeAll(is: (item: T) => boolean): T[] {
    const taken = this.items.filter(is);
    for (const item of taken) this.items.splice(this.items.indexOf(item), 1);
    return taken;
  }

  #shown(): string {
    return this.items.map(this.#show).slice(-10).join(' | ') || 'nothing';
  }
}
