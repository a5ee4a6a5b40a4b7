import type { SaslExchange } from '../../core/accounts/sasl-step.ts';
import type { AccountRecord } from '../../core/ports.ts';
import { Later } from '../../core/refusal.ts';
import type { CloseReason, Connection, ConnectionHandler } from '../../lib/connection.ts';
import { randomToken } from '../../lib/id.ts';
import type { ClientSession } from './client-session.ts';
import { perform, readStanza, type Progress, type Work } from './dispatch.ts';
import { closeReasons, faultReason } from './end-reasons.ts';
import { checkAddress } from './check-address.ts';
import { checkHeader } from './header.ts';
import { ASK_AFTER, GONE_AFTER } from './keep-alive.ts';
import { boundStep, featuresOf, stepFor, type Stage } from './negotiation.ts';
import type { Protocol } from './protocol-state.ts';
import { ReadRate } from './read-rate.ts';
import type { Element } from './wire/stanza.ts';
import { StreamFault } from './wire/stream-fault.ts';
import { CLOSED, StreamParser, type Item } from './wire/stream-parser.ts';
import { STREAM_END, streamErrorText, streamHeader } from './wire/stream-text.ts';
import type { StreamHeader } from './wire/tree-builder.ts';

/** Bytes that may wait while a stanza is worked on; then the connection is not read. */
const HELD = 64 * 1024;

/** Bytes of answers that may wait for a slow reader; then no more of its requests are looked at. Above the transport's soft limit. */
const UNREAD = 128 * 1024;

/** One connection of a client, from its first byte to its last: streams, negotiation, and one stanza after the other. */
export class XmppStream implements ConnectionHandler {
  readonly connection: Connection;
  readonly protocol: Protocol;
  stage: Stage = 'early';
  /** Known once SASL is done. */
  account: AccountRecord | undefined;
  sasl: SaslExchange | undefined;
  failedLogins = 0;
  session: ClientSession | undefined;
  readonly #parser: StreamParser;
  readonly #rate: ReadRate | undefined;
  /** Our header was sent in the current stream. */
  #isOpen = false;
  #isRunning = false;
  /** A stanza is being worked on; what comes after it waits. */
  #isParked = false;
  #isOver = false;
  /** Beats since something was received. */
  #silence = 0;
  /** The peer is gone, and what it had sent is still worked on. */
  #onDrained: (() => void) | undefined;

  constructor(protocol: Protocol, connection: Connection) {
    this.protocol = protocol;
    this.connection = connection;
    const { limits } = protocol.config;
    this.#parser = new StreamParser(limits.earlyStanza);
    this.#rate = limits.bytes && new ReadRate(limits.bytes, protocol.core.clock);
    protocol.streams.add(this);
  }

  /** Nothing more is read or negotiated. */
  get isOver(): boolean {
    return this.#isOver;
  }

  // -------------------------------------------------------------------------------------------------------- transport

  received(chunk: Buffer): void {
    if (this.#isOver) return;
    this.#silence = 0;
    this.#parser.push(chunk);
    this.#run();
    this.#settle();
    if (this.#rate && !this.#isOver) this.#spend(this.#rate, chunk.length);
  }

  #spend(rate: ReadRate, bytes: number): void {
    if (rate.mayRead(bytes)) return;
    this.connection.pause();
    rate.whenPaid(() => this.#readOn());
  }

  /** A minute has passed (keep-alive.ts). */
  beat(): void {
    this.#silence++;
    if (this.#isOver || !this.session) return; // before login the transport has its deadline
    if (this.#silence === ASK_AFTER) this.session.ask();
    if (this.#silence >= GONE_AFTER) this.connection.destroy('reset');
  }

  secured(): void {}

  /** The peer has read on: so do we. */
  drained(): void {
    this.#run();
    this.#settle();
    this.#readOn();
  }

  /** Whoever asks for more than it reads (rooms, history) waits for its own answers, and is not cut off for them. */
  get #isBehind(): boolean {
    return this.connection.queued > UNREAD && !this.connection.isClosed;
  }

  expired(): void {
    this.fail(new StreamFault('connection-timeout', 'Log in faster.'));
  }

  closed(reason: CloseReason): void {
    this.protocol.streams.delete(this);
    this.#rate?.stop();
    this.#run(); // nothing is waited for any more that a reader would have to read
    const { session } = this;
    const isResumable = !this.#isOver && session?.management !== undefined;
    if (isResumable || this.#isOver || !this.#isParked) this.#finish(closeReasons[reason], isResumable);
    // Otherwise what came before the end is still worked on, and `#run` finishes.
    else this.#onDrained = () => this.#finish(closeReasons[reason], false);
  }

  #finish(reason: string, isResumable: boolean): void {
    this.#isOver = true;
    this.#parser.discard();
    const { session } = this;
    this.session = undefined;
    if (session?.stream === this) session.disconnected(reason, isResumable);
  }

  // --------------------------------------------------------------------------------------------------------- sending

  write(text: string): void {
    this.connection.send(Buffer.from(text));
  }

  /** Says why and closes (RFC 6120 4.9.1.1). */
  fail(fault: StreamFault): void {
    if (this.#isOver) return;
    const { core } = this.protocol;
    if (!this.#isOpen) this.write(streamHeader({ domain: core.config.domain, id: randomToken(10) }));
    this.write(streamErrorText(fault));
    core.log.info(
      { connection: this.connection.id, condition: fault.condition, text: fault.message },
      'xmpp: stream closed with an error',
    );
    this.close(faultReason(fault));
  }

  /** Ends the stream in good order. */
  close(reason: string): void {
    this.write(STREAM_END);
    this.connection.close();
    this.#isOver = true;
    const { session } = this;
    if (session) queueMicrotask(() => session.stream === this && session.end(reason));
  }

  // ------------------------------------------------------------------------------------------------------ negotiation

  /** A new stream begins on this connection (RFC 6120 4.3.3). */
  restart(stage: Stage): void {
    this.stage = stage;
    this.#isOpen = false;
    this.#parser.restart();
  }

  /** After login stanzas may be larger. The deadline stands until there is a session. */
  allowStanzas(): void {
    this.#parser.maxBytes = this.protocol.config.limits.stanza;
  }

  /** RFC 6120 5.4.3: whatever came in clear behind the request is never looked at (RELIABILITY T-01). */
  beginTls(): void {
    this.#parser.discard();
    this.restart('early');
    this.connection.startTls();
  }

  /** This connection is the session's from now on. */
  adopt(session: ClientSession): void {
    this.connection.authenticated();
    session.stream = this;
    this.session = session;
    this.stage = 'bound';
  }

  // --------------------------------------------------------------------------------------------------------- reading

  #run(): void {
    if (this.#isRunning) return;
    this.#isRunning = true;
    try {
      while (!this.#isParked && !this.#isOver && !this.#isBehind) {
        const item = this.#parser.next();
        if (item === undefined) break;
        this.#take(item);
      }
    } catch (error) {
      this.#caught(error);
    }
    this.#isRunning = false;
    if (this.#isParked || !this.#onDrained) return;
    const finish = this.#onDrained;
    this.#onDrained = undefined;
    finish();
  }

  #settle(): void {
    if (this.#isOver) return this.#parser.discard();
    this.#parser.settle();
    if (this.#isStuck) this.connection.pause();
  }

  /** Too much waits behind what is being worked on, or behind answers that are not read. */
  get #isStuck(): boolean {
    return (this.#isParked || this.#isBehind) && this.#parser.held > HELD;
  }

  #take(item: Item): void {
    if (item === CLOSED) this.close('Disconnected');
    else if ('header' in item) this.#begin(item.header);
    else if (this.session) this.#attend(readStanzaOrStep(this, this.session, item.stanza));
    else this.#follow(stepFor(this, item.stanza)(this, item.stanza));
  }

  #begin(header: StreamHeader): void {
    const { domain } = this.protocol.core.config;
    this.write(streamHeader({ domain, id: randomToken(10), to: header.attributes.from }));
    this.#isOpen = true;
    checkHeader(header, domain);
    if (this.stage === 'early') checkAddress(this);
    this.write(featuresOf(this));
  }

  #attend(work: Work | undefined): void {
    if (work) this.#follow(perform(work), work);
  }

  /** Goes on when what was begun is done. `work` is begun again where it could not be begun yet. */
  #follow(progress: Progress | Promise<unknown>, work?: Work): void {
    if (progress === undefined) return;
    this.#isParked = true;
    if (progress instanceof Later) {
      progress.subscribe(() => this.#unpark(work));
      return;
    }
    progress.then(
      (later) => (later instanceof Later ? this.#follow(later, work) : this.#unpark(undefined)),
      (error: unknown) => {
        this.#caught(error);
        this.#unpark(undefined);
      },
    );
  }

  #unpark(again: Work | undefined): void {
    this.#isParked = false;
    if (again) this.#retry(again);
    this.#run();
    this.#settle();
    this.#readOn();
  }

  /** Reads the connection again, unless something still stands against it. */
  #readOn(): void {
    if (!this.#isOver && !this.#rate?.isSpent && !this.#isStuck) this.connection.resume();
  }

  #retry(work: Work): void {
    try {
      this.#attend(work);
    } catch (error) {
      this.#caught(error);
    }
  }

  #caught(error: unknown): void {
    if (error instanceof StreamFault) return this.fail(error);
    const incident = randomToken(6);
    this.protocol.core.log.error(
      { incident, error, connection: this.connection.id },
      'xmpp: a stream met a mistake of ours',
    );
    this.fail(new StreamFault('internal-server-error', incident));
  }
}

/** Elements of stream management are no stanzas; the rest is. */
function readStanzaOrStep(stream: XmppStream, session: ClientSession, element: Element): Work | undefined {
  const step = boundStep(element);
  if (!step) return readStanza(session, element);
  void step(stream, element); // those of a bound stream are done at once
  return undefined;
}
