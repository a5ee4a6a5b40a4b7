import { becomeGuest } from '../../core/presence/become.ts';
import { isRefusal, type Refusal } from '../../core/refusal.ts';
import { untilDone } from '../../core/until-done.ts';
import type { Client } from './client.ts';
import { guestMask } from './guest-mask.ts';
import { maskOf } from './identify.ts';

/** The client's session is a guest's from now on, and no account's; says 901 (IRCv3 sasl-3.1). Refused as `becomeGuest`. */
export async function logOut(client: Client): Promise<Refusal | undefined> {
  const { session, server } = client;
  if (!session) return undefined;
  const outcome = await untilDone(() => becomeGuest(server.core, session, guestMask(client)));
  if (isRefusal(outcome)) return outcome;
  client.account = undefined;
  client.device = '';
  client.numeric('RPL_LOGGEDOUT', maskOf(client));
  return undefined;
}
