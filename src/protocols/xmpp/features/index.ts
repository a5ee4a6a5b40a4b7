import type { Feature } from '../feature.ts';
import { accountRegistration } from './account-registration.ts';
import { carbons } from './carbons.ts';
import { directMessages } from './direct-messages.ts';
import { disco } from './disco.ts';
import { ping } from './ping.ts';
import { otherPresence, presence } from './presence.ts';
import { privateXml } from './private-xml.ts';
import { sessionRequest } from './session-request.ts';
import { time } from './time.ts';
import { vcard } from './vcard.ts';
import { version } from './version.ts';

/** Everything that is served, in the order in which handlers of messages and presence are asked. */
export const features: readonly Feature[] = [
  disco,
  ping,
  version,
  time,
  sessionRequest,
  accountRegistration,
  carbons,
  privateXml,
  vcard,
  directMessages,
  presence,
  otherPresence,
];
