import type { ServiceWire } from '../../../core/commands/services/service-command.ts';
import type { Client } from '../client.ts';
import { identify } from '../identify.ts';
import { logOut } from '../log-out.ts';
import { mayLogIn } from '../may-log-in.ts';

/** What a service does to the client's own session. */
export function serviceWireOf(client: Client): ServiceWire {
  return {
    mayLogIn: mayLogIn(client),
    certificate: client.connection.tls?.certificateFingerprint,
    logIn: (account) => identify(client, { account }),
    logOut: () => logOut(client),
  };
}
