import { startSasl } from '../../core/accounts/sasl.ts';
import type { SaslRefusal, SaslStep, SaslSuccess } from '../../core/accounts/sasl-step.ts';
import { isRefusal, type Reason } from '../../core/refusal.ts';
import { mayLogIn } from './may-log-in.ts';
import type { XmppStream } from './stream.ts';
import { NS } from './wire/namespaces.ts';
import { attribute, escapeText, type Element } from './wire/stanza.ts';
import { StreamFault } from './wire/stream-fault.ts';

/** RFC 6120 6.5. */
type Failure =
  | 'aborted'
  | 'account-disabled'
  | 'incorrect-encoding'
  | 'invalid-authzid'
  | 'invalid-mechanism'
  | 'malformed-request'
  | 'not-authorized'
  | 'temporary-auth-failure';

/** `<auth/>` (RFC 6120 6.4.2). */
export function beginLogin(stream: XmppStream, element: Element): Promise<unknown> | undefined {
  // RELIABILITY T-03: nobody may be tempted to send a password in clear.
  if (!mayLogIn(stream)) throw new StreamFault('policy-violation', 'Begin TLS first.');
  stream.sasl = undefined; // a login that was under way is given up
  const { core } = stream.protocol;
  const exchange = startSasl(core, attribute(element, 'mechanism') ?? '', {
    ip: stream.connection.remote.ip,
  });
  if (isRefusal(exchange)) return fail(stream, 'invalid-mechanism');
  stream.sasl = exchange;
  const text = element.getText();
  if (text === '') {
    stream.write(`<challenge xmlns='${NS.sasl}'/>`); // the client speaks first, and has not (6.4.2)
    return undefined;
  }
  return step(stream, text);
}

/** `<response/>` (RFC 6120 6.4.3). */
export function answerLogin(stream: XmppStream, element: Element): Promise<unknown> | undefined {
  return step(stream, element.getText());
}

/** `<abort/>` (RFC 6120 6.4.4). */
export function abortLogin(stream: XmppStream): undefined {
  stream.sasl = undefined;
  return fail(stream, 'aborted');
}

function step(stream: XmppStream, text: string): Promise<unknown> | undefined {
  if (!stream.sasl) return fail(stream, 'malformed-request');
  const message = decode(text);
  if (!message) return fail(stream, 'incorrect-encoding');
  return stream.sasl.step(message).then((answer) => proceed(stream, answer));
}

function proceed(stream: XmppStream, answer: SaslStep): void {
  if (stream.isOver) return;
  if ('challenge' in answer) {
    stream.write(`<challenge xmlns='${NS.sasl}'>${answer.challenge.toString('base64')}</challenge>`);
  } else if ('success' in answer) {
    succeed(stream, answer);
  } else {
    fail(stream, failureOf(answer), answer.text);
  }
}

function succeed(stream: XmppStream, { success, finalData }: SaslSuccess): void {
  stream.sasl = undefined;
  stream.account = success;
  stream.allowStanzas();
  const data = finalData ? finalData.toString('base64') : '';
  stream.write(`<success xmlns='${NS.sasl}'>${data}</success>`);
  stream.restart('known'); // RFC 6120 6.4.6
}

function fail(stream: XmppStream, failure: Failure, text?: string): undefined {
  stream.sasl = undefined;
  const why = text === undefined ? '' : `<text xml:lang='en'>${escapeText(text)}</text>`;
  stream.write(`<failure xmlns='${NS.sasl}'><${failure}/>${why}</failure>`);
  if (++stream.failedLogins >= stream.protocol.config.limits.logins) {
    stream.fail(new StreamFault('policy-violation', 'Too many failed logins.')); // RFC 6120 6.4.5
  }
  return undefined;
}

const failures: Partial<Record<Reason, Failure>> = {
  'account-locked': 'account-disabled',
  'account-unverified': 'account-disabled',
  'login-throttled': 'temporary-auth-failure',
  'server-busy': 'temporary-auth-failure',
  'storage-away': 'temporary-auth-failure',
  unsupported: 'invalid-mechanism',
};

function failureOf(refusal: SaslRefusal): Failure {
  return refusal.fault ?? failures[refusal.reason] ?? 'not-authorized';
}

/** RFC 6120 6.4.2: base64 without anything else in it; `=` alone is nothing. */
function decode(text: string): Buffer | undefined {
  if (text === '' || text === '=') return Buffer.alloc(0);
  if (text.length % 4 !== 0 || !/^[A-Za-z0-9+/]+={0,2}$/.test(text)) return undefined;
  return Buffer.from(text, 'base64');
}
