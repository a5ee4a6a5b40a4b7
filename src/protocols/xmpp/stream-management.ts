import type { Clock, Timer } from '../../lib/clock.ts';
import { InboundCount } from './inbound-count.ts';
import { Outbox, type OutboxLimits } from './outbox.ts';
import { NS } from './wire/namespaces.ts';

/** XEP-0198 for one session: what it holds beside the session itself. */
export class StreamManagement {
  readonly outbox: Outbox;
  readonly inbound = new InboundCount();
  /** Names the session when it is resumed; empty where it cannot be. */
  readonly id: string;
  /** Answer to `<r/>` when so many are handled; 0: none is owed. */
  #owed = 0;
  #waiting: (() => void)[] = [];
  #expiry: Timer | undefined;

  constructor(id: string, limits: OutboxLimits) {
    this.id = id;
    this.outbox = new Outbox(limits);
  }

  /** `<a/>` as it is now. */
  get answer(): Buffer {
    return Buffer.from(`<a xmlns='${NS.sm}' h='${this.inbound.handled >>> 0}'/>`);
  }

  /**
   * The peer asks (`<r/>`): true where it is to be answered now. While messages before it are being stored it is answered when
   * they are, so that what is acknowledged is durable (ARCHITECTURE 4).
   */
  asked(): boolean {
    if (this.inbound.handled === this.inbound.received) return true;
    this.#owed = this.inbound.received;
    return false;
  }

  /** True where an answer that was owed is due by this. */
  complete(place: number): boolean {
    this.inbound.complete(place);
    if (this.inbound.handled === this.inbound.received) this.#completed();
    if (this.#owed === 0 || this.inbound.handled < this.#owed) return false;
    this.#owed = 0;
    return true;
  }

  /** Calls `act`, once, when everything received is handled; at once where it is. */
  whenComplete(act: () => void): void {
    this.#waiting.push(act);
    if (this.inbound.handled === this.inbound.received) this.#completed();
  }

  /** The connection is gone: calls `act` unless it is resumed in time. */
  expireAfter(clock: Clock, seconds: number, act: () => void): void {
    this.#expiry?.cancel();
    this.#expiry = clock.after(seconds * 1000, act);
  }

  keep(): void {
    this.#expiry?.cancel();
    this.#expiry = undefined;
  }

  #completed(): void {
    if (this.#waiting.length === 0) return;
    for (const act of this.#waiting.splice(0)) act();
  }
}

/** The number in an `h` attribute, undefined where it is none. */
export function parseCount(text: string | undefined): number | undefined {
  if (text === undefined || !/^\d{1,10}$/.test(text)) return undefined;
  const count = Number(text);
  return count <= 0xffff_ffff ? count : undefined;
}
