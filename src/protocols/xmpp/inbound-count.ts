/**
 * Counts stanzas received and stanzas handled (XEP-0198 4). A message is handled when it is stored, which may be after
 * stanzas that came later; `handled` never counts beyond the first that is not.
 */
export class InboundCount {
  #received = 0;
  #handled = 0;
  #early: Set<number> | undefined;

  /** Counts one more; gives its place. */
  begin(): number {
    return ++this.#received;
  }

  complete(place: number): void {
    if (place !== this.#handled + 1) {
      (this.#early ??= new Set()).add(place);
      return;
    }
    this.#handled++;
    while (this.#early?.delete(this.#handled + 1)) this.#handled++;
  }

  get received(): number {
    return this.#received;
  }

  /** Without wrapping; on the wire it is modulo 2^32. */
  get handled(): number {
    return this.#handled;
  }
}
