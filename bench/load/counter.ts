/** Ends the body of every message the generators send; nothing else on the wires holds it. */
export const MARKER = 0x24;

/**
 * Counts markers in a byte stream without looking at every byte. Messages of one load are equally long on one
 * connection, so after two markers the place of the next is known and one probe a message is enough. Where the guess is
 * wrong, and behind the last message of a read, the bytes are searched: the count is exact as long as no distance is
 * the sum of shorter ones.
 */
export class MarkerCounter {
  /** Where the next marker is expected, from the start of the next chunk; negative when there is no guess. */
  #next = -1;
  /** Distance between the last two markers; 0 when unknown. */
  #stride = 0;
  /** Bytes since the last marker, or negative before the first one. */
  #since = -1;
  /** True when the last chunk held something that was not where a message was expected. */
  surprised = false;

  /** Number of markers in the first `length` bytes of `chunk`. */
  count(chunk: Buffer, length: number): number {
    let found = 0;
    let last = -1;
    let at = this.#next;
    this.surprised = false;
    for (;;) {
      if (at < 0 || at >= length || chunk[at] !== MARKER) {
        const guess = at;
        at = chunk.indexOf(MARKER, last + 1);
        if (at < 0 || at >= length) {
          at = guess >= length ? guess : -1;
          this.surprised ||= guess < length && guess >= 0;
          break;
        }
        this.surprised = true;
        this.#learn(last, at);
      }
      found++;
      last = at;
      at = this.#stride > 0 ? at + this.#stride : -1;
    }
    this.#next = at < 0 ? -1 : at - length;
    if (last >= 0) this.#since = length - last;
    else if (this.#since >= 0) this.#since += length;
    return found;
  }

  #learn(last: number, at: number): void {
    if (last >= 0) this.#stride = at - last;
    else if (this.#since >= 0) this.#stride = at + this.#since;
  }
}
