import { noLongerValid } from '../accounts/still-valid.ts';
import { barred } from '../bans/barred.ts';
import type { Core } from '../core.ts';
import { closedTo } from '../operators/gate.ts';
import { refuse, type Refusal } from '../refusal.ts';
import type { Person } from './person.ts';

/** A person who is here, or how somebody would be who comes. */
export type Candidate = Pick<Person, 'nickname' | 'mask' | 'account' | 'address'> & Partial<Pick<Person, 'sessions'>>;

/**
 * Why somebody does not get one more session. Bans, and the level the server is closed to, hold for every way in: `server-banned`
 * and the like; then what a login is refused with when the account was changed since; `nickname-in-use` for who wants one session
 * only; `too-many-sessions`.
 */
export function mayNotAttach(core: Core, who: Candidate, ip: string): Refusal | undefined {
  const { nickname, account, sessions = [] } = who;
  const refused = barredHere(core, who, ip) ?? (account && noLongerValid(core, account));
  if (refused) return refused;
  if (sessions.length > 0 && account?.settings?.multiclient === false) return refuse('nickname-in-use', nickname);
  if (sessions.length < core.config.limits.sessionsPerAccount) return undefined;
  return refuse('too-many-sessions', nickname, { text: 'Log out elsewhere first.' });
}

function barredHere(core: Core, { nickname, mask, account, address }: Candidate, ip: string): Refusal | undefined {
  return (
    closedTo(core, account?.key) ?? barred(core, { ip, nickname, mask, account: account?.key, domain: address.domain })
  );
}
