import { becomeAccount } from '../../core/presence/become.ts';
import type { AccountRecord } from '../../core/ports.ts';
import { isRefusal, type Refusal } from '../../core/refusal.ts';
import { untilDone } from '../../core/until-done.ts';
import type { Client } from './client.ts';
import { sourceOf } from './spelling.ts';

/**
 * The client has proved to be the holder of the account: it registers as such, or its session becomes one of the account's. Says
 * 900 (IRCv3 sasl-3.1), and what `more` says, before anything that comes of it.
 */
export async function identify(
  client: Client,
  { account, device = '' }: { readonly account: AccountRecord; readonly device?: string | undefined },
  more?: () => void,
): Promise<Refusal | undefined> {
  const { session, server } = client;
  let isTold = false;
  const accepted = (): void => {
    if (isTold) return;
    isTold = true;
    client.account = account;
    client.device = device || client.device;
    client.numeric('RPL_LOGGEDIN', maskOf(client), account.name, `You are now logged in as ${account.name}`);
    more?.();
  };
  if (session) {
    const outcome = await untilDone(() => becomeAccount(server.core, session, account, accepted));
    if (isRefusal(outcome)) return outcome;
  }
  accepted();
  return undefined;
}

/** `nick!ident@host`; before registration as far as it is known. */
export function maskOf({ session, nick, ident, server }: Client): string {
  return session ? sourceOf(session.person) : `${nick}!${ident || '*'}@${server.core.config.domain}`;
}
