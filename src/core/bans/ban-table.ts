import type { Clock } from '../../lib/clock.ts';
import { matchesMask } from '../../lib/mask.ts';
import { parseRange, rangeKey } from '../../lib/ip-range.ts';
import type { BanRecord, BanSubject } from './ban.ts';

/** All bans, indexed by what they are asked for. What has expired is not found, and forgotten at the next chance. */
export interface BanTable {
  put(ban: BanRecord): void;
  remove(ban: BanSubject): boolean;
  find(ban: BanSubject): BanRecord | undefined;
  /** In the order they were set. */
  all(): BanRecord[];
  /** Of an address: a look-up for each length of range that there is, whatever the number of bans. */
  ofIp(ip: string): BanRecord | undefined;
  ofAccount(key: string): BanRecord | undefined;
  /** Of a domain or one that it belongs to. */
  ofDomain(domain: string): BanRecord | undefined;
  /** Of `nick!ident@host`, folded. */
  ofMask(mask: string): BanRecord | undefined;
}

export function createBanTable(clock: Clock): BanTable {
  const byKey = new Map<string, BanRecord>();
  /** Masks by the nick or the host that they name in full (`bucketOf`); under '' those that name neither. */
  const masks = new Map<string, Set<BanRecord>>();
  const ranges = new Map<string, BanRecord>();
  /** How many ranges there are of each version and length. */
  const lengths = new Map<string, number>();

  const live = (ban: BanRecord | undefined): BanRecord | undefined => {
    if (!ban || ban.expiresAt === undefined || ban.expiresAt > clock.now()) return ban;
    remove(ban);
    return undefined;
  };
  const get = (kind: BanRecord['kind'], subject: string) => live(byKey.get(keyOf({ kind, subject })));

  function index(ban: BanRecord, isThere: boolean): void {
    if (ban.kind === 'mask') {
      const bucket = bucketOf(ban.subject);
      const held = masks.get(bucket) ?? new Set();
      masks.set(bucket, held);
      if (isThere) held.add(ban);
      else held.delete(ban);
      if (held.size === 0) masks.delete(bucket);
    }
    const range = ban.kind === 'ip' || ban.kind === 'cidr' ? parseRange(ban.subject) : undefined;
    if (!range) return;
    const length = `${range.version}/${range.length}`;
    const count = (lengths.get(length) ?? 0) + (isThere ? 1 : -1);
    if (count > 0) lengths.set(length, count);
    else lengths.delete(length);
    // An address and a range of one may be banned both.
    const key = `${ban.kind} ${rangeKey(range, range.length)}`;
    if (isThere) ranges.set(key, ban);
    else ranges.delete(key);
  }

  function remove(ban: BanSubject): boolean {
    const found = byKey.get(keyOf(ban));
    if (!found) return false;
    byKey.delete(keyOf(ban));
    index(found, false);
    return true;
  }

  return {
    put(ban) {
      remove(ban);
      byKey.set(keyOf(ban), ban);
      index(ban, true);
    },
    remove,
    find: ({ kind, subject }) => get(kind, subject),
    all: () => [...byKey.values()].filter((ban) => live(ban)),
    ofIp(ip) {
      if (lengths.size === 0) return undefined;
      const address = parseRange(ip);
      if (!address) return undefined;
      for (const length of lengths.keys()) {
        if (length[0] !== String(address.version)) continue;
        const key = rangeKey(address, Number(length.slice(2)));
        const ban = live(ranges.get(`ip ${key}`)) ?? live(ranges.get(`cidr ${key}`));
        if (ban) return ban;
      }
      return undefined;
    },
    ofAccount: (key) => get('account', key),
    ofDomain(domain) {
      for (let at = 0; at >= 0; at = domain.indexOf('.', at) + 1 || -1) {
        const ban = get('domain', domain.slice(at));
        if (ban) return ban;
      }
      return undefined;
    },
    ofMask(mask) {
      const [nick, host] = endsOf(mask);
      for (const bucket of [`n ${nick}`, `h ${host}`, '']) {
        for (const ban of masks.get(bucket) ?? []) if (matchesMask(ban.subject, mask) && live(ban)) return ban;
      }
      return undefined;
    },
  };
}

function bucketOf(mask: string): string {
  const [nick, host] = endsOf(mask);
  if (!/[*?]/.test(nick)) return `n ${nick}`;
  return /[*?]/.test(host) ? '' : `h ${host}`;
}

/** The nick and the host of `nick!ident@host`. */
function endsOf(mask: string): readonly [nick: string, host: string] {
  return [mask.slice(0, mask.indexOf('!')), mask.slice(mask.lastIndexOf('@') + 1)];
}

function keyOf({ kind, subject }: BanSubject): string {
  return `${kind} ${subject}`;
}
