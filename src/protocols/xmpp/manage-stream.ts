import { randomToken } from '../../lib/id.ts';
import type { ClientSession } from './client-session.ts';
import { parseCount, StreamManagement } from './stream-management.ts';
import type { XmppStream } from './stream.ts';
import { NS } from './wire/namespaces.ts';
import type { Condition } from './wire/stanza-error.ts';
import { attribute, type Element } from './wire/stanza.ts';
import { StreamFault } from './wire/stream-fault.ts';

/** `<enable/>` (XEP-0198 3). */
export function enable(stream: XmppStream, element: Element): undefined {
  const { protocol, session } = stream;
  if (!session || session.management) return failed(stream, 'unexpected-request');
  const { seconds, stanzas, bytes } = protocol.config.resumption;
  const isResumable = seconds > 0 && /^(true|1)$/.test(attribute(element, 'resume') ?? '');
  const id = isResumable ? randomToken(18) : '';
  session.management = new StreamManagement(id, { stanzas, bytes });
  if (isResumable) protocol.resumable.set(id, session);
  const resumption = isResumable ? ` resume='true' id='${id}' max='${seconds}'` : '';
  stream.write(`<enabled xmlns='${NS.sm}'${resumption}/>`);
  return undefined;
}

/** `<r/>`. */
export function receiveRequest({ session, connection }: XmppStream): undefined {
  const management = session?.management;
  if (!management) throw new StreamFault('unsupported-stanza-type');
  if (management.asked()) connection.send(management.answer);
  return undefined;
}

/** `<a/>`. */
export function receiveAnswer({ session }: XmppStream, element: Element): undefined {
  if (!session?.management) throw new StreamFault('unsupported-stanza-type');
  const handled = parseCount(attribute(element, 'h'));
  if (handled === undefined) throw new StreamFault('bad-format', 'h is missing.');
  if (!session.acknowledged(handled)) throw tooHigh(handled, session);
  return undefined;
}

/** `<resume/>` (XEP-0198 5): this connection goes on where another was lost. Exactly one can. */
export function resume(stream: XmppStream, element: Element): Promise<unknown> | undefined {
  const session = stream.protocol.resumable.get(attribute(element, 'previd') ?? '');
  const handled = parseCount(attribute(element, 'h'));
  // Somebody else's session does not exist (RELIABILITY X-13).
  if (!session || session.address.local !== stream.account?.key) return failed(stream, 'item-not-found');
  if (handled === undefined) return failed(stream, 'bad-request');
  const { outbox } = session.management as StreamManagement;
  if ((handled - (outbox.sent - outbox.length)) >>> 0 > outbox.length) throw tooHigh(handled, session);
  session.awaitResumption(stream);
  return goOn(stream, session, handled);
}

/** What we have handled is said when everything that was begun is done, so that nothing is sent and stored twice. */
async function goOn(stream: XmppStream, session: ClientSession, handled: number): Promise<void> {
  const management = session.management as StreamManagement;
  await new Promise<void>((done) => management.whenComplete(done));
  if (session.isOver || session.resuming !== stream) return void failed(stream, 'item-not-found');
  session.resuming = undefined;
  if (stream.isOver) return session.disconnected('Connection lost', true);
  stream.adopt(session);
  stream.write(`<resumed xmlns='${NS.sm}' previd='${management.id}' h='${management.inbound.handled >>> 0}'/>`);
  management.outbox.acknowledge(handled);
  session.resend();
}

/** Not at this point of the stream (XEP-0198 3, 5). */
export function notNow(stream: XmppStream): undefined {
  return failed(stream, 'unexpected-request');
}

function failed(stream: XmppStream, condition: Condition): undefined {
  stream.write(`<failed xmlns='${NS.sm}'><${condition} xmlns='${NS.stanzaErrors}'/></failed>`);
  return undefined;
}

/** XEP-0198 4: a peer that acknowledges what was never sent cannot be kept in step. */
function tooHigh(handled: number, { management }: ClientSession): StreamFault {
  const sent = management?.outbox.sent ?? 0;
  const specific = `<handled-count-too-high xmlns='${NS.sm}' h='${handled}' send-count='${sent}'/>`;
  return new StreamFault('undefined-condition', 'You acknowledged more stanzas than you were sent.', specific);
}
