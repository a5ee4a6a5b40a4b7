import type { Bare } from '../../lib/address.ts';
import { inTurn } from '../accounts/logins.ts';
import { asked } from '../archive/asked.ts';
import type { Core } from '../core.ts';
import { findKnown } from '../find-known.ts';
import type { Session } from '../presence/session.ts';
import { isRefusal, refuse, type Refusal } from '../refusal.ts';
import { pushSender } from './state.ts';
import { noteSubscriptions } from './subscribers.ts';
import type { Push } from './sender.ts';
import type { Subscription } from './subscription.ts';

/** Subscriptions of one account (RELIABILITY L-12). */
const MOST_SUBSCRIPTIONS = 4;
/** Milliseconds after which one that was neither asked for nor used gives way to a new one. */
const STALE_MS = 30 * 86_400_000;
const DAY_MS = 86_400_000;
/** New subscriptions of one account in an hour: each makes this server connect somewhere. */
const ATTEMPTS_PER_HOUR = 12;
const LONGEST_ENDPOINT = 1024;

export interface Asked {
  readonly endpoint: string;
  readonly p256dh: string;
  readonly auth: string;
  /** What a first push says, to try whether there is somebody. */
  readonly greeting: Buffer;
}

/**
 * Subscribes the device of this session to what its account should hear of, in place of an earlier subscription with that endpoint.
 * A new one is tried first. Refused: `unsupported` where nothing is pushed, `account-required`, `bad-setting` for what is no endpoint
 * or no key, `remote-unreachable` where the trial failed, `quota-exceeded`, `rate-limited`, `server-busy`, `storage-away`.
 */
export async function subscribe(core: Core, session: Session, wanted: Asked): Promise<Refusal | undefined> {
  const owner = accountOf(core, session);
  if (isRefusal(owner)) return owner;
  const { endpoint, p256dh, auth } = wanted;
  const sender = core.pushes.sender;
  const isValid = endpoint.length <= LONGEST_ENDPOINT && sender?.isEndpoint(endpoint) && sender.areKeys(p256dh, auth);
  if (!isValid) return refuse('bad-setting', endpoint);
  const own = await subscriptionsOf(core, owner);
  if (isRefusal(own)) return own;
  const now = core.clock.now();
  const before = own.find((each) => each.endpoint === endpoint);
  const made: Subscription = { endpoint, p256dh, auth, createdAt: before?.createdAt ?? now, usedAt: now };
  if (before?.p256dh !== p256dh || before.auth !== auth) {
    const failed = await tryOut(core, owner, { subscription: made, payload: wanted.greeting, urgency: 'high' });
    if (failed) return failed;
  }
  const refused = await inTurn(core.logins, localOf(owner), () => keep(core, owner, made));
  if (!refused && session.person.address.bare === owner) core.pushes.devices.set(session, endpoint);
  return refused;
}

/** Ends a subscription of the session's account; nothing happens where there is none. Refused: as `subscribe`. */
export async function unsubscribe(core: Core, session: Session, endpoint: string): Promise<Refusal | undefined> {
  const owner = accountOf(core, session);
  if (isRefusal(owner)) return owner;
  const refused = await inTurn(core.logins, localOf(owner), () => end(core, owner, endpoint));
  if (!refused && core.pushes.devices.get(session) === endpoint) core.pushes.devices.delete(session);
  return refused;
}

/** The account has no subscriptions any more, in storage neither. */
export function forgetSubscriptions(core: Core, owner: Bare): void {
  for (const { endpoint } of core.pushes.subscriptions.peek(owner) ?? []) core.pushes.post.drop(owner, endpoint);
  show(core, owner, []);
}

/** Ends all subscriptions of an account: devices that still know how to log in ask for them again. Refused: `storage-away`. */
export async function endSubscriptions(core: Core, owner: Bare): Promise<Refusal | undefined> {
  if (!core.pushes.owners.has(owner)) return undefined;
  return inTurn(core.logins, localOf(owner), async () => {
    const own = await subscriptionsOf(core, owner);
    if (isRefusal(own)) return own;
    for (const { endpoint } of own) {
      const refused = await end(core, owner, endpoint);
      if (refused) return refused;
    }
    return undefined;
  });
}

/** What became of a push: who does not take any more is forgotten, and who does is known to be there. */
export function noteResult(core: Core, owner: Bare, { subscription }: Push, result: 'sent' | 'gone'): void {
  const isFresh = core.clock.now() - subscription.usedAt < DAY_MS;
  if (result === 'sent' && isFresh) return;
  void inTurn(core.logins, localOf(owner), async () => {
    const own = await subscriptionsOf(core, owner);
    const current = isRefusal(own) ? undefined : own.find((each) => each.auth === subscription.auth);
    if (current?.endpoint !== subscription.endpoint) return; // replaced meanwhile
    if (result === 'gone') await end(core, owner, current.endpoint);
    else await keep(core, owner, { ...current, usedAt: core.clock.now() });
  }).catch((error: unknown) => core.log.warn({ error: String(error) }, 'push: a result was not noted'));
}

function localOf(owner: Bare): string {
  return owner.slice(0, owner.lastIndexOf('@'));
}

function accountOf(core: Core, { person }: Session): Bare | Refusal {
  if (!pushSender(core)) return refuse('unsupported');
  return person.account ? person.address.bare : refuse('account-required');
}

/** Nobody is subscribed who does not answer, nor does an account use this server to knock on doors. */
async function tryOut(core: Core, owner: Bare, push: Push): Promise<Refusal | undefined> {
  const { attempts, trials, sender } = core.pushes;
  const waitMs = attempts.take(owner, ATTEMPTS_PER_HOUR);
  if (waitMs > 0) return refuse('rate-limited', undefined, { retryAfter: Math.ceil(waitMs / 1000) });
  const result = await trials.run(async () => (sender ? sender.send(push) : 'refused'));
  if (isRefusal(result)) return result;
  return result === 'sent' ? undefined : refuse('remote-unreachable', push.subscription.endpoint);
}

/** What follows is done in the turn of the account, so that what is known at its beginning is so at its end. */
async function keep(core: Core, owner: Bare, made: Subscription): Promise<Refusal | undefined> {
  const own = await subscriptionsOf(core, owner);
  if (isRefusal(own)) return own;
  const others = own.filter(({ endpoint }) => endpoint !== made.endpoint);
  if (others.length >= MOST_SUBSCRIPTIONS) {
    const stale = others.find(({ usedAt }) => made.usedAt - usedAt > STALE_MS);
    if (!stale) return refuse('quota-exceeded', made.endpoint);
    const refused = await end(core, owner, stale.endpoint);
    if (refused) return refused;
    others.splice(others.indexOf(stale), 1);
  }
  const saved = await asked(() => core.storage.push.save(owner, made));
  if (isRefusal(saved)) return saved;
  show(core, owner, [...others, made]);
  return undefined;
}

async function end(core: Core, owner: Bare, endpoint: string): Promise<Refusal | undefined> {
  const own = await subscriptionsOf(core, owner);
  if (isRefusal(own)) return own;
  const removed = await asked(() => core.storage.push.remove(owner, endpoint));
  if (isRefusal(removed)) return removed;
  core.pushes.post.drop(owner, endpoint);
  const others = own.filter((each) => each.endpoint !== endpoint);
  show(core, owner, others);
  return undefined;
}

async function subscriptionsOf(core: Core, owner: Bare): Promise<readonly Subscription[] | Refusal> {
  const known = await findKnown(core.pushes.subscriptions, owner);
  return isRefusal(known) ? known : (known.value ?? []);
}

/** What is known now, to everybody who looks. */
function show(core: Core, owner: Bare, subscriptions: readonly Subscription[]): void {
  const { owners } = core.pushes;
  core.pushes.subscriptions.put(owner, subscriptions);
  const has = subscriptions.length > 0;
  if (owners.has(owner) === has) return;
  if (has) owners.add(owner);
  else owners.delete(owner);
  const person = core.people.byAddress(owner);
  if (person) noteSubscriptions(core, person);
}
