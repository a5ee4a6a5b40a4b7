import { saslMechanisms } from '../../core/accounts/sasl.ts';
import { mayLogIn } from './may-log-in.ts';
import { abortLogin, answerLogin, beginLogin } from './login.ts';
import { bindOr } from './bind.ts';
import { enable, notNow, receiveAnswer, receiveRequest, resume } from './manage-stream.ts';
import { earlyRegistration, offersRegistration } from './registration.ts';
import type { XmppStream } from './stream.ts';
import { NS } from './wire/namespaces.ts';
import { namespaceOf, serialise, type Element } from './wire/stanza.ts';
import { StreamFault } from './wire/stream-fault.ts';

/** `early`: nobody yet. `known`: logged in. `bound`: a session. */
export type Stage = 'early' | 'known' | 'bound';

/** Does what an element of the negotiation asks. What comes after it waits for the promise. */
export type Step = (stream: XmppStream, element: Element) => Promise<unknown> | undefined;

const COMPRESS = 'http://jabber.org/protocol/compress';

/** What is understood when, beside stanzas of a bound session. */
const steps: Record<Stage, Readonly<Record<string, Step>>> = {
  early: {
    [`${NS.tls} starttls`]: startTls,
    [`${NS.sasl} auth`]: beginLogin,
    [`${NS.sasl} response`]: answerLogin,
    [`${NS.sasl} abort`]: abortLogin,
    [`${NS.client} iq`]: earlyRegistration,
    [`${COMPRESS} compress`]: noCompression,
  },
  known: {
    [`${NS.client} iq`]: bindOr,
    [`${NS.sm} resume`]: resume,
    [`${NS.sm} enable`]: notNow,
    [`${NS.tls} starttls`]: noTls,
    [`${COMPRESS} compress`]: noCompression,
  },
  bound: {
    [`${NS.sm} enable`]: enable,
    [`${NS.sm} r`]: receiveRequest,
    [`${NS.sm} a`]: receiveAnswer,
    [`${NS.sm} resume`]: notNow,
    [`${NS.tls} starttls`]: noTls,
    [`${COMPRESS} compress`]: noCompression,
  },
};

/** What to do with `element`. Throws `StreamFault` where it is not understood now. */
export function stepFor(stream: XmppStream, element: Element): Step {
  const step = steps[stream.stage][`${namespaceOf(element)} ${element.name}`];
  if (step) return step;
  const isStanza = namespaceOf(element) === NS.client;
  throw new StreamFault(isStanza ? 'not-authorized' : 'unsupported-stanza-type'); // RFC 6120 4.9.3.12, 7.1
}

/** The same among the stanzas of a bound session: undefined where it is none of ours. */
export function boundStep(element: Element): Step | undefined {
  const namespace = namespaceOf(element);
  return namespace === NS.client ? undefined : steps.bound[`${namespace} ${element.name}`];
}

/** `<stream:features/>` as things stand (RFC 6120 4.3.2). */
export function featuresOf(stream: XmppStream): string {
  return `<stream:features>${stream.stage === 'early' ? earlyFeatures(stream) : knownFeatures(stream)}</stream:features>`;
}

function earlyFeatures(stream: XmppStream): string {
  const { core, config } = stream.protocol;
  const offersTls = config.tls && stream.connection.canStartTls === true;
  const required = mayLogIn(stream) ? '' : '<required/>';
  const tls = offersTls ? `<starttls xmlns='${NS.tls}'>${required}</starttls>` : '';
  if (!mayLogIn(stream)) return tls;
  const mechanisms = saslMechanisms(core).map((name) => `<mechanism>${name}</mechanism>`);
  const register = offersRegistration(stream) ? `<register xmlns='http://jabber.org/features/iq-register'/>` : '';
  return `${tls}<mechanisms xmlns='${NS.sasl}'>${mechanisms.join('')}</mechanisms>${register}`;
}

function knownFeatures({ protocol }: XmppStream): string {
  const others = protocol.features.features.flatMap(({ streamFeatures }) => streamFeatures ?? []);
  return (
    `<bind xmlns='${NS.bind}'/><session xmlns='${NS.session}'><optional/></session><sm xmlns='${NS.sm}'/>` +
    others.map((element) => serialise(element)).join('')
  );
}

function startTls(stream: XmppStream): undefined {
  if (!stream.protocol.config.tls || !stream.connection.canStartTls) return noTls(stream); // RELIABILITY T-04
  stream.write(`<proceed xmlns='${NS.tls}'/>`);
  stream.beginTls();
  return undefined;
}

/** RFC 6120 5.4.2.2. */
function noTls(stream: XmppStream): undefined {
  stream.write(`<failure xmlns='${NS.tls}'/>`);
  stream.close('TLS failed');
  return undefined;
}

function noCompression(stream: XmppStream): undefined {
  stream.write(`<failure xmlns='${COMPRESS}'><unsupported-method/></failure>`);
  return undefined;
}
