import { barred } from '../../core/bans/barred.ts';
import { closedToAll } from '../../core/operators/gate.ts';
import type { XmppStream } from './stream.ts';
import { StreamFault } from './wire/stream-fault.ts';

/** Throws `StreamFault` where nobody from that address may come in. What DNS lists say of it comes later, and nobody waits for it. */
export function checkAddress(stream: XmppStream): void {
  const { connection, protocol } = stream;
  const { core } = protocol;
  const refused = closedToAll(core) ?? barred(core, { ip: connection.remote.ip });
  if (refused) throw new StreamFault('policy-violation', refused.text);
  const { zones, action } = core.config.dnsbl;
  // Everybody logs in here.
  if (zones.length === 0 || action === 'login' || connection.isLoopback) return;
  void core.dnsbl?.ask(connection.remote.ip, zones).then((zone) => {
    if (zone === undefined || stream.isOver) return;
    stream.fail(new StreamFault('policy-violation', `Your address is listed by ${zone}`));
  });
}
