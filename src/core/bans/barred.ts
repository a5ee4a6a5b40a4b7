import { fold } from '../../lib/fold.ts';
import type { Core } from '../core.ts';
import { refuse, type Refusal } from '../refusal.ts';
import type { BanRecord } from './ban.ts';

/** Somebody who wants to come in, or is here, as far as is known. */
export interface Comer {
  readonly ip?: string;
  readonly nickname?: string;
  /** `ident@host`. */
  readonly mask?: string;
  /** The key of the account. */
  readonly account?: string | undefined;
  readonly domain?: string;
}

/** The ban that keeps them away, if there is one. */
export function banOn({ bans }: Pick<Core, 'bans'>, comer: Comer): BanRecord | undefined {
  const { ip, nickname, mask, account, domain } = comer;
  return (
    (ip === undefined ? undefined : bans.ofIp(ip)) ??
    (account === undefined ? undefined : bans.ofAccount(account)) ??
    (domain === undefined ? undefined : bans.ofDomain(domain)) ??
    (nickname === undefined || mask === undefined ? undefined : bans.ofMask(fold(`${nickname}!${mask}`)))
  );
}

/** Refused `server-banned`, with the words for whoever is kept away; to be asked as early as anything is known of them. */
export function barred(core: Core, comer: Comer): Refusal | undefined {
  const ban = banOn(core, comer);
  return ban && refuse('server-banned', undefined, { text: banText(core, ban) });
}

/** What somebody who is kept away is told. */
export function banText({ clock }: Core, { why, expiresAt }: BanRecord): string {
  const until = expiresAt === undefined ? '' : ` for another ${spanText(expiresAt - clock.now())}`;
  return `You are banned from this server${until}${why === '' ? '' : `: ${why}`}`;
}

/** Roughly: `40 seconds`, `3 hours`, `6 days`. */
export function spanText(ms: number): string {
  const seconds = Math.max(1, Math.round(ms / 1000));
  const [unit, size] =
    seconds < 120
      ? ['second', 1]
      : seconds < 7200
        ? ['minute', 60]
        : seconds < 172_800
          ? ['hour', 3600]
          : ['day', 86_400];
  const count = Math.round(seconds / (size as number));
  return `${count} ${unit as string}${count === 1 ? '' : 's'}`;
}
