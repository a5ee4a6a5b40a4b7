import { registerAccount } from '../../core/accounts/register.ts';
import { isRefusal } from '../../core/refusal.ts';
import { mayLogIn } from './may-log-in.ts';
import { spell } from './refusals.ts';
import type { XmppStream } from './stream.ts';
import { NS } from './wire/namespaces.ts';
import { errorElement, stanzaError, type StanzaError } from './wire/stanza-error.ts';
import { attribute, childOf, serialise, textOf, xml, type Element } from './wire/stanza.ts';
import { StreamFault } from './wire/stream-fault.ts';

/** Accounts may be made in this stream before login (XEP-0077 3.1), never in clear. */
export function offersRegistration(stream: XmppStream): boolean {
  return stream.protocol.core.config.registration === 'open' && mayLogIn(stream);
}

/** The iqs of somebody who has not logged in: making an account. Anything else has to wait (RFC 6120 4.9.3.12). */
export function earlyRegistration(stream: XmppStream, iq: Element): Promise<unknown> | undefined {
  const query = childOf(iq, 'query', NS.register);
  const type = attribute(iq, 'type');
  if (!query || !mayLogIn(stream) || (type !== 'get' && type !== 'set')) throw new StreamFault('not-authorized');
  if (type === 'get') {
    answer(stream, iq, offersRegistration(stream) ? form(stream) : spell({ reason: 'registration-closed' }));
    return undefined;
  }
  const name = textOf(query, 'username', NS.register);
  const password = textOf(query, 'password', NS.register);
  const email = textOf(query, 'email', NS.register) ?? '';
  if (!name || !password) {
    answer(stream, iq, stanzaError('not-acceptable', 'An account has a username and a password.'));
    return undefined;
  }
  const { core } = stream.protocol;
  return registerAccount(core, { name, password, email, ip: stream.connection.remote.ip }).then((made) => {
    if (!stream.isOver) answer(stream, iq, isRefusal(made) ? spell(made) : undefined);
  });
}

/** XEP-0077 3.1: a field that is named must be filled in. */
function form({ protocol }: XmppStream): Element {
  const asksForEmail = protocol.core.config.email === 'required';
  const wanted = asksForEmail
    ? 'Choose a name and a password, and give your address for mail.'
    : 'Choose a name and a password.';
  const fields = [xml('username'), xml('password'), ...(asksForEmail ? [xml('email')] : [])];
  return xml('query', { xmlns: NS.register }, xml('instructions', undefined, wanted), ...fields);
}

function answer(stream: XmppStream, iq: Element, content: Element | StanzaError | undefined): void {
  const isError = content !== undefined && 'condition' in content;
  const attributes = { type: isError ? 'error' : 'result', id: attribute(iq, 'id') };
  stream.write(serialise(xml('iq', attributes, isError ? errorElement(content) : content)));
}
