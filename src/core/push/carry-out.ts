import type { Bare } from '../../lib/address.ts';
import { keyOfAddress } from '../accounts/names.ts';
import { blocksOf, isBlocked } from '../blocks/block-list.ts';
import type { Core } from '../core.ts';
import { findKnown } from '../find-known.ts';
import { isRefusal } from '../refusal.ts';
import { untilDone } from '../until-done.ts';
import { markKey, noteShown } from './shown.ts';
import type { PushedEvent } from './state.ts';

/** Sends an event to the devices of `owner` but `except`, unless there is no need any more. Nobody waits for it. */
export function carryOut(core: Core, owner: Bare, event: PushedEvent, except?: string): void {
  send(core, owner, event, except).catch((error: unknown) => {
    core.log.warn({ error: String(error) }, 'push: not sent');
  });
}

async function send(core: Core, owner: Bare, event: PushedEvent, except: string | undefined): Promise<void> {
  const { post, spell } = core.pushes;
  if (!(await isWanted(core, owner, event))) return;
  const subscriptions = await findKnown(core.pushes.subscriptions, owner);
  const payload = spell?.(event);
  if (isRefusal(subscriptions) || !payload) return;
  for (const subscription of subscriptions.value ?? []) {
    if (subscription.endpoint === except) continue;
    post.add(owner, { subscription, payload, urgency: event.type === 'read' ? 'normal' : 'high' });
  }
  if (event.type === 'message') noteShown(core.pushes, owner, event);
}

async function isWanted(core: Core, owner: Bare, event: PushedEvent): Promise<boolean> {
  const account = await findKnown(core.accounts, keyOfAddress(owner, core.config.domain) ?? '');
  if (isRefusal(account) || !account.value || account.value.locked) return false;
  if (event.type === 'read') return true;
  if (event.type === 'invited') return !core.people.byAddress(owner)?.occupancies.has(event.room);
  const marks = await findKnown(core.marks, owner);
  // Where nobody knows what was read, one push too many is better than one too few.
  const read = isRefusal(marks) ? undefined : marks.value?.get(markKey(owner, event));
  return (read === undefined || read < event.id) && !(await isFromBlocked(core, owner, event.from.address));
}

async function isFromBlocked(core: Core, owner: Bare, from: Bare): Promise<boolean> {
  const person = core.people.byAddress(from);
  const list = await untilDone(() => blocksOf(core, owner));
  return !isRefusal(list) && person !== undefined && isBlocked(list, person);
}
