import type { Bucket, Rate } from '../lib/bucket.ts';
import { fullBucket, take } from '../lib/bucket.ts';
import type { Clock } from '../lib/clock.ts';
import type { TransportLimits } from './limits.ts';
import { addressBlock } from '../lib/address-block.ts';

/** Which limit turned a connection away. The names are keys of `TransportLimits`. */
export type Refusal =
  | 'connections'
  | 'connectionsPerIp'
  | 'connectsPer10min'
  | 'unauthenticated'
  | 'unauthenticatedPerIp'
  | 'handshakesPerSecond'
  | 'handshakesPerSecondPerIp';

/** What is counted for one address (IPv6: one /64). */
export interface Visitor {
  readonly key: string;
  connections: number;
  unauthenticated: number;
  connects: Bucket | undefined;
  handshakes: Bucket | undefined;
}

/** Addresses remembered only for their rates; beyond this new ones are not remembered after they leave. */
const MOST_REMEMBERED = 50_000;
const TEN_MINUTES = 600_000;

/** Counts connections and decides who may enter; knows no sockets. */
export class Admission {
  readonly #clock: Clock;
  readonly #visitors = new Map<string, Visitor>();
  #handshakes: Bucket | undefined;
  #connections = 0;
  #unauthenticated = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  get connections(): number {
    return this.#connections;
  }

  get unauthenticated(): number {
    return this.#unauthenticated;
  }

  /** Addresses, here or not, of which something is known. */
  get remembered(): number {
    return this.#visitors.size;
  }

  /** Counts a connection from `ip` in, or says which limit forbids it. What was admitted is handed to `leave` once. */
  enter(ip: string, limits: TransportLimits): Visitor | Refusal {
    const key = addressBlock(ip);
    const visitor = this.#visitors.get(key) ?? newVisitor(key);
    const refusal = this.#full(visitor, limits) ?? this.#tooOften(visitor, limits);
    if (refusal) return refusal;
    this.#count(visitor);
    return visitor;
  }

  #count(visitor: Visitor): void {
    this.#visitors.set(visitor.key, visitor);
    this.#connections++;
    this.#unauthenticated++;
    visitor.connections++;
    visitor.unauthenticated++;
  }

  /** Who was let in as `from` and has not authenticated turns out to come from `ip`. Where a limit forbids that, nothing changes. */
  move(from: Visitor, ip: string, limits: TransportLimits): Visitor | Refusal {
    this.leave(from, false);
    const to = this.enter(ip, limits);
    if (typeof to === 'string') this.#count(from);
    return to;
  }

  /** May a TLS handshake begin now? Asked once for each. */
  handshake(visitor: Visitor, limits: TransportLimits): Refusal | undefined {
    const now = this.#clock.monotonic();
    const own = perSecond(limits.handshakesPerSecondPerIp);
    if (own && take((visitor.handshakes ??= fullBucket(own, now)), own, now) > 0) return 'handshakesPerSecondPerIp';
    return this.handshakeOfProxy(limits);
  }

  /** The same where nobody is known yet who would be counted. */
  handshakeOfProxy(limits: TransportLimits): Refusal | undefined {
    const now = this.#clock.monotonic();
    const all = perSecond(limits.handshakesPerSecond);
    const isOver = all && take((this.#handshakes ??= fullBucket(all, now)), all, now) > 0;
    return isOver ? 'handshakesPerSecond' : undefined;
  }

  authenticated(visitor: Visitor): void {
    this.#unauthenticated--;
    visitor.unauthenticated--;
  }

  leave(visitor: Visitor, wasAuthenticated: boolean): void {
    if (!wasAuthenticated) this.authenticated(visitor);
    this.#connections--;
    visitor.connections--;
    if (visitor.connections > 0) return;
    const forgettable = visitor.connects === undefined && visitor.handshakes === undefined;
    if (forgettable || this.#visitors.size > MOST_REMEMBERED) this.#visitors.delete(visitor.key);
  }

  /** Forgets addresses whose rates no longer matter. To be called about once a minute. */
  forget(): void {
    const before = this.#clock.monotonic() - TEN_MINUTES;
    for (const visitor of this.#visitors.values()) {
      if (visitor.connections === 0 && (visitor.connects?.at ?? 0) <= before) this.#visitors.delete(visitor.key);
    }
  }

  #full(visitor: Visitor, limits: TransportLimits): Refusal | undefined {
    if (reached(limits.connections, this.#connections)) return 'connections';
    if (reached(limits.connectionsPerIp, visitor.connections)) return 'connectionsPerIp';
    if (reached(limits.unauthenticated, this.#unauthenticated)) return 'unauthenticated';
    if (reached(limits.unauthenticatedPerIp, visitor.unauthenticated)) return 'unauthenticatedPerIp';
    return undefined;
  }

  #tooOften(visitor: Visitor, limits: TransportLimits): Refusal | undefined {
    if (limits.connectsPer10min === 0) return undefined;
    const rate = { burst: limits.connectsPer10min, perSecond: limits.connectsPer10min / 600 };
    const now = this.#clock.monotonic();
    return take((visitor.connects ??= fullBucket(rate, now)), rate, now) > 0 ? 'connectsPer10min' : undefined;
  }
}

function newVisitor(key: string): Visitor {
  return { key, connections: 0, unauthenticated: 0, connects: undefined, handshakes: undefined };
}

function reached(limit: number, count: number): boolean {
  return limit > 0 && count >= limit;
}

function perSecond(limit: number): Rate | undefined {
  return limit > 0 ? { burst: limit, perSecond: limit } : undefined;
}
