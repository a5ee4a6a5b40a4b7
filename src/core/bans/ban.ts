import { fold } from '../../lib/fold.ts';
import { foldDomain } from '../../lib/address.ts';
import { parseRange, rangeText } from '../../lib/ip-range.ts';
import { accountKey } from '../accounts/names.ts';

/** What a ban keeps away: one address, a range of them, a domain with its subdomains, an account, or whoever a mask fits. */
export const banKinds = ['ip', 'cidr', 'domain', 'account', 'mask'] as const;

export type BanKind = (typeof banKinds)[number];

/** One entry of the server's one list of bans. */
export interface BanRecord {
  readonly kind: BanKind;
  /** In canonical spelling (`parseBan`). */
  readonly subject: string;
  /** Told to whoever is kept away. */
  readonly why: string;
  /** For operators only. */
  readonly note: string;
  /** Who set it, as shown, and when (milliseconds since 1970). */
  readonly by: string;
  readonly at: number;
  /** Undefined: for good. */
  readonly expiresAt: number | undefined;
}

export type BanSubject = Pick<BanRecord, 'kind' | 'subject'>;

/**
 * What `text` names as that kind, in canonical spelling; undefined where it names none. An IPv6 address stands for its /64,
 * all of which one customer has (RELIABILITY M-05).
 */
export function parseBan(kind: BanKind, text: string): BanSubject | undefined {
  const subject = canonical[kind](text.trim());
  return subject === undefined || subject.length > 300 ? undefined : { kind, subject };
}

/** The kind that such a text is most likely meant as: `192.0.2.7`, `192.0.2.0/24`, `a!b@c`, `spam.example`, `alice`. */
export function guessBan(given: string): BanSubject | undefined {
  // Nobody is seen by their address: who bans `*@192.0.2.7` means that.
  const at = /^(?:\*!)?\*@([0-9a-f:./]+)$/i.exec(given)?.[1];
  const text = at !== undefined && parseRange(at) ? at : given;
  const kinds: BanKind[] = /[!*?@]/.test(text)
    ? ['mask']
    : text.includes('/')
      ? ['cidr']
      : text.includes('.') || text.includes(':')
        ? ['ip', 'domain']
        : ['account'];
  for (const kind of kinds) {
    const ban = parseBan(kind, text);
    if (ban) return ban;
  }
  return undefined;
}

const canonical: Record<BanKind, (text: string) => string | undefined> = {
  ip: (text) => {
    const range = text.includes('/') ? undefined : parseRange(text);
    return (
      range && (range.version === 4 ? rangeText(range).slice(0, -'/32'.length) : rangeText({ ...range, length: 64 }))
    );
  },
  cidr: (text) => {
    const range = text.includes('/') ? parseRange(text) : undefined;
    // Nobody means everybody.
    return range && range.length > 0 ? rangeText(range) : undefined;
  },
  domain: (text) => (text.includes('.') ? foldDomain(text) : undefined),
  account: (text) => accountKey(text),
  mask: (text) => {
    const [, nick = '*', ident = '*', host = '*'] = /^(?:([^!@\s]*)!)?([^!@\s]*)@([^!@\s]*)$/.exec(text) ?? [, ''];
    const mask = text.includes('@') ? `${nick || '*'}!${ident || '*'}@${host || '*'}` : bareNick(text);
    return mask === undefined || /^[*?!@]*$/.test(mask) ? undefined : fold(mask);
  },
};

function bareNick(text: string): string | undefined {
  return /^[^!@\s]+$/.test(text) ? `${text}!*@*` : undefined;
}
