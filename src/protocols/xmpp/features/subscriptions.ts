import type { SubscriptionEvent } from '../../../core/contact-event.ts';
import { changeSubscription } from '../../../core/presence/subscriptions.ts';
import { PASS, type Answer, type Request } from '../context.ts';
import type { Feature } from '../feature.ts';
import { NS } from '../wire/namespaces.ts';
import { elements, serialise, xml } from '../wire/stanza.ts';

const acts: readonly string[] = ['subscribe', 'subscribed', 'unsubscribe', 'unsubscribed'];

/** RFC 6121 3: between bare addresses, whatever was written (3.1.2). */
function toContact({ context, session, stanza, type, to }: Request): Answer {
  if (!acts.includes(type)) return PASS;
  const payload = elements(stanza)
    .map((child) => serialise(child))
    .join('');
  return changeSubscription(context.core, session.core, {
    to: to.bare,
    act: type as SubscriptionEvent['act'],
    ...(payload !== '' && { payload }),
  });
}

export const subscriptions: Feature = {
  presence: { person: toContact, device: toContact, self: toContact },
  streamFeatures: [xml('sub', { xmlns: NS.preApproval })],
};
