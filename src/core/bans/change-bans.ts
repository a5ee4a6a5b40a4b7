import { ask } from '../accounts/change-account.ts';
import { depart } from '../bouncer/depart.ts';
import type { Core } from '../core.ts';
import { endSessions } from '../operators/end-person.ts';
import { note } from '../operators/notices.ts';
import type { Person } from '../presence/person.ts';
import type { Session } from '../presence/session.ts';
import { isRefusal, refuse, type Refusal } from '../refusal.ts';
import type { BanRecord, BanSubject } from './ban.ts';
import { banOn, banText, spanText } from './barred.ts';
import { createBanTable, type BanTable } from './ban-table.ts';

/** Bans of one server at most. */
const MOST_BANS = 100_000;

export interface BanRequest extends BanSubject {
  readonly why: string;
  readonly note: string;
  readonly by: string;
  /** Milliseconds; undefined: for good. */
  readonly lasts: number | undefined;
}

/**
 * Keeps somebody away from the server, and ends those of its sessions that are here. A ban of the same subject is replaced.
 * Refused: `bad-setting` where it would end the session `own` too, or there are too many; `storage-away`.
 */
export async function addBan(core: Core, request: BanRequest, own?: Session): Promise<BanRecord | Refusal> {
  const { kind, subject, why, note: remark, by, lasts } = request;
  const at = core.clock.now();
  const ban: BanRecord = {
    kind,
    subject,
    why,
    note: remark,
    by,
    at,
    expiresAt: lasts === undefined ? undefined : at + lasts,
  };
  if (kind === 'domain' && `.${core.config.domain}`.endsWith(`.${subject}`)) {
    return refuse('bad-setting', subject, { text: 'This server itself is of that domain.' });
  }
  const hits = sessionsUnder(core, ban);
  if (own && hits.includes(own)) return refuse('bad-setting', subject, { text: 'This would keep you away, too.' });
  if (core.bans.all().length >= MOST_BANS) return refuse('bad-setting', subject, { text: 'There are too many bans.' });
  const saved = await ask(core, () => core.storage.bans.save(ban));
  if (isRefusal(saved)) return saved;
  core.bans.put(ban);
  core.log.info({ ban }, 'ban added');
  note(
    core,
    'k',
    `${by} banned ${kind} ${subject} ${lasts === undefined ? 'for good' : `for ${spanText(lasts)}`} (${why})`,
  );
  const words = banText(core, ban);
  endSessions(core, sessionsUnder(core, ban), 'banned', words);
  // Who stays without a session (always-on) goes, too.
  for (const person of [...core.people.all()]) {
    if (person.sessions.length === 0 && isHit(ban, core, person)) depart(core, person, words);
  }
  return ban;
}

/** True where there was such a ban. Refused: `storage-away`. */
export async function removeBan(core: Core, ban: BanSubject, by: string): Promise<boolean | Refusal> {
  const removed = await ask(core, () => core.storage.bans.remove(ban.kind, ban.subject));
  if (isRefusal(removed)) return removed;
  const isHere = core.bans.remove(ban);
  if (isHere) {
    core.log.info({ ban, by }, 'ban removed');
    note(core, 'k', `${by} lifted the ban on ${ban.kind} ${ban.subject}`);
  }
  return isHere || removed;
}

/** Takes in what is stored; what has expired is removed for good. Rejects with `StorageAway`. */
export async function loadBans(core: Core): Promise<void> {
  const now = core.clock.now();
  for (const ban of await core.storage.bans.list()) {
    if (ban.expiresAt === undefined || ban.expiresAt > now) core.bans.put(ban);
    else await core.storage.bans.remove(ban.kind, ban.subject);
  }
}

/** Those who are here and would not be let in any more. */
function sessionsUnder(core: Core, ban: BanRecord): Session[] {
  const alone = tableOf(core, ban);
  const found: Session[] = [];
  for (const person of core.people.all()) {
    const isAll = isHit(ban, core, person);
    for (const session of person.sessions) if (isAll || banOn({ bans: alone }, { ip: session.ip })) found.push(session);
  }
  return found;
}

/** Is it the person who is banned, wherever it comes from? */
function isHit(ban: BanRecord, core: Core, { nickname, mask, account, address }: Person): boolean {
  if (ban.kind === 'ip' || ban.kind === 'cidr') return false;
  const comer = { nickname, mask, account: account?.key, domain: address.domain };
  return banOn({ bans: tableOf(core, ban) }, comer) !== undefined;
}

function tableOf(core: Core, ban: BanRecord): BanTable {
  const alone = createBanTable(core.clock);
  alone.put(ban);
  return alone;
}
