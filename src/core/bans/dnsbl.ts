import type { Clock } from '../../lib/clock.ts';
import { parseRange } from '../../lib/ip-range.ts';

/** Lists of bad addresses that are asked over DNS (RFC 5782). */
export interface Dnsbl {
  /**
   * The zone that lists the address, or undefined. Answers within a few seconds, and never rejects: whoever cannot be asked about
   * is not listed.
   */
  ask(ip: string, zones: readonly string[]): Promise<string | undefined>;
}

/** Does that name have an address in 127.0.0.0/8? Rejects where DNS does not answer. */
export type LookUp = (name: string) => Promise<boolean>;

/** Questions under way at most; who comes then is not asked about. */
const MOST_ASKED = 64;
const MOST_REMEMBERED = 10_000;
/** Milliseconds that an answer is remembered, and that one is waited for. */
const REMEMBERED = 600_000;
const PATIENCE = 3000;

export function createDnsbl(clock: Clock, lookUp: LookUp): Dnsbl {
  const known = new Map<string, { readonly zone: string | undefined; readonly until: number }>();
  let asked = 0;

  async function find(ip: string, zones: readonly string[]): Promise<string | undefined> {
    const name = reversed(ip);
    if (name === undefined) return undefined;
    const answers = await Promise.all(zones.map((zone) => lookUp(`${name}.${zone}`).catch(() => false)));
    return zones[answers.indexOf(true)];
  }

  return {
    async ask(ip, zones) {
      if (zones.length === 0) return undefined;
      const remembered = known.get(ip);
      if (remembered && remembered.until > clock.monotonic()) return remembered.zone;
      if (asked >= MOST_ASKED) return undefined;
      asked++;
      const zone = await within(clock, find(ip, zones));
      asked--;
      const [oldest] = known.keys();
      if (known.size >= MOST_REMEMBERED && oldest !== undefined) known.delete(oldest);
      known.set(ip, { zone, until: clock.monotonic() + REMEMBERED });
      return zone;
    },
  };
}

function within(clock: Clock, answer: Promise<string | undefined>): Promise<string | undefined> {
  return new Promise((resolve) => {
    const late = clock.after(PATIENCE, () => resolve(undefined));
    const done = (zone: string | undefined): void => {
      late.cancel();
      resolve(zone);
    };
    answer.then(done, () => done(undefined));
  });
}

/** `7.2.0.192`, or the nibbles of an IPv6 address (RFC 5782 2.1, 2.4); undefined for what no list knows. */
export function reversed(ip: string): string | undefined {
  const address = parseRange(ip);
  if (!address) return undefined;
  if (address.version === 4) return ip.startsWith('127.') ? undefined : shown(address.bits, 4, 8n, 10);
  return address.bits === 1n ? undefined : shown(address.bits, 32, 4n, 16);
}

function shown(bits: bigint, count: number, size: bigint, radix: number): string {
  const mask = (1n << size) - 1n;
  return Array.from({ length: count }, (_, i) => ((bits >> (size * BigInt(i))) & mask).toString(radix)).join('.');
}
