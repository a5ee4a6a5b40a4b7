import { createHash, timingSafeEqual } from 'node:crypto';
import { matchesBcrypt } from '../accounts/bcrypt-hash.ts';
import { guessAt } from '../accounts/guess-limit.ts';
import { accountKey } from '../accounts/names.ts';
import type { Core } from '../core.ts';
import type { Operator } from '../presence/person.ts';
import type { Session } from '../presence/session.ts';
import { changeModes } from '../presence/traits.ts';
import { isRefusal, refuse, type Refusal } from '../refusal.ts';
import { note } from './notices.ts';

/** One `[opers.NAME]` block. */
export interface OperatorBlock {
  readonly name: string;
  /** A bcrypt hash, or `plain:` and the password. */
  readonly password: string;
  readonly class: string;
  readonly whois: string;
}

const PLAIN = 'plain:';
/** Of no password: an unknown name takes as long as a wrong password. */
const DECOY = '$2b$10$CwTycUXWue0Thq9StjUM0uJ8H0H0f3oXQzG1mZl8uD9iVvZC2P3Hi';
const ADMIN_CLASS = 'server-admin';

/**
 * Gives the session's person the rights of an operator block (IRC OPER). Whoever is logged in to an account of `admins` needs no
 * password where no block has the account's name: the login has proven it. Refused: `login-failed`, whether the name or the
 * password is wrong; `login-throttled`; `server-busy`.
 */
export async function takeRights(
  core: Core,
  session: Session,
  name: string,
  password: string | undefined,
): Promise<Operator | Refusal> {
  const found = await verified(core, session, name, password);
  if (isRefusal(found)) {
    if (found.reason === 'login-failed') note(core, 'o', `${session.person.nickname} failed to become an operator`);
    return found;
  }
  if (!session.isAttached) return refuse('login-failed');
  const operator: Operator = { ...found, notices: session.person.operator?.notices ?? '' };
  changeModes(core, session.person, { operator });
  core.log.info({ person: session.person.address.bare, block: operator.name, class: operator.class }, 'operator');
  note(core, 'o', `${session.person.nickname} is now an operator (${operator.name}, ${operator.class})`);
  return operator;
}

/** Gives the rights up (IRC MODE -o). */
export function giveUpRights(core: Core, session: Session): void {
  const { person } = session;
  if (!person.operator) return;
  note(core, 'o', `${person.nickname} is no operator any more`);
  changeModes(core, person, { operator: undefined });
}

/** After a change of the configuration: whoever holds a block that is gone loses its rights, others get the block's new class. */
export function renewRights(core: Core): void {
  for (const person of core.people.all()) {
    const held = person.operator;
    if (!held) continue;
    const block = core.config.operators.blocks.get(held.name) ?? adminBlock(core, person.account?.key, held.name);
    if (!block) changeModes(core, person, { operator: undefined });
    else person.operator = { ...held, class: block.class, whois: block.whois };
  }
}

type Granted = Omit<Operator, 'notices'>;

async function verified(
  core: Core,
  { person, ip }: Session,
  name: string,
  password: string | undefined,
): Promise<Granted | Refusal> {
  const block = core.config.operators.blocks.get(name);
  if (!block) {
    const admin = adminBlock(core, person.account?.key, name);
    if (admin) return admin;
  }
  if (password === undefined) return refuse('login-failed');
  const guess = guessAt(core, `oper ${name}`, ip);
  const throttled = guess.make();
  if (throttled) return throttled;
  const right = await core.logins.hashing.run(() => matches(password, block?.password ?? DECOY));
  if (isRefusal(right)) return right;
  if (!right || !block) return refuse('login-failed');
  guess.right();
  return { name: block.name, class: block.class, whois: block.whois };
}

function adminBlock(core: Core, key: string | undefined, name: string): Granted | undefined {
  if (key === undefined || !core.config.admins.has(key) || accountKey(name) !== key) return undefined;
  return { name, class: ADMIN_CLASS, whois: 'is a server admin' };
}

async function matches(given: string, stored: string): Promise<boolean> {
  if (!stored.startsWith(PLAIN)) return matchesBcrypt(given, stored);
  return timingSafeEqual(digest(given), digest(stored.slice(PLAIN.length)));
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
