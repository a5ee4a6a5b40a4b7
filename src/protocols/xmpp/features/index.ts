import type { Feature } from '../feature.ts';
import { accountRegistration } from './account-registration.ts';
import { carbons } from './carbons.ts';
import { directMessages } from './direct-messages.ts';
import { disco } from './disco.ts';
import { ping } from './ping.ts';
import { lastActivity } from './last-activity.ts';
import { archives } from './mam/mam.ts';
import { mucFeatures } from './muc/features.ts';
import { otherPresence, presence } from './presence.ts';
import { privateXml } from './private-xml.ts';
import { retraction } from './retraction.ts';
import { roster } from './roster.ts';
import { sessionRequest } from './session-request.ts';
import { subscriptions } from './subscriptions.ts';
import { time } from './time.ts';
import { vcard } from './vcard.ts';
import { version } from './version.ts';

/** Everything that is served, in the order in which handlers of messages and presence are asked. */
export const features: readonly Feature[] = [
  disco,
  ping,
  version,
  time,
  lastActivity,
  sessionRequest,
  accountRegistration,
  carbons,
  privateXml,
  vcard,
  roster,
  ...mucFeatures,
  archives,
  retraction,
  directMessages,
  subscriptions,
  presence,
  otherPresence,
];
