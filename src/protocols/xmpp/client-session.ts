import type { Dismissal, Endpoint, Form, Rendering } from '../../core/endpoint.ts';
import { View } from '../../core/endpoint.ts';
import type { Event, MessageEvent } from '../../core/event.ts';
import type { RoomRenamedEvent } from '../../core/room-event.ts';
import { detach } from '../../core/presence/attach.ts';
import type { Session } from '../../core/presence/session.ts';
import type { Refusal } from '../../core/refusal.ts';
import { occupantRef } from '../../core/presence/person.ts';
import { reform, type Occupant } from '../../core/rooms/room.ts';
import type { Address } from '../../lib/address.ts';
import type { BoundSession, Reference, Spliced } from './context.ts';
import { formFor, type Stanzas } from './forms/form.ts';
import { presenceHead, presenceTail } from './forms/occupant.ts';
import { splice } from './forms/splice.ts';
import type { Protocol } from './protocol-state.ts';
import { spell } from './refusals.ts';
import { sayUnavailable } from './route-stanza.ts';
import type { StreamManagement } from './stream-management.ts';
import type { XmppStream } from './stream.ts';
import { lasting } from './wire/lasting.ts';
import { NS } from './wire/namespaces.ts';
import { errorElement } from './wire/stanza-error.ts';
import { escapeAttribute, serialise, xml, type Element } from './wire/stanza.ts';
import { StreamFault, type StreamCondition } from './wire/stream-fault.ts';

const ASK = Buffer.from(`<r xmlns='${NS.sm}'/>`);

/** A bound resource. Lives from binding to its end, over as many connections as XEP-0198 strings together. */
export class ClientSession implements BoundSession, Endpoint {
  readonly protocol: Protocol;
  readonly address: Address;
  core!: Session;
  /** Undefined while it waits to be resumed, and when it is over. */
  stream: XmppStream | undefined;
  management: StreamManagement | undefined;
  /** The stream that is about to go on with it (XEP-0198 5); the last one that asked. */
  resuming: XmppStream | undefined;
  form: Form;
  #isOver = false;
  readonly #own: Buffer;
  #directed: Map<string, Address> | undefined;

  constructor(protocol: Protocol, address: Address, stream: XmppStream) {
    this.protocol = protocol;
    this.address = address;
    this.stream = stream;
    this.form = formFor(false);
    this.#own = lasting(escapeAttribute(address.full));
  }

  get isOver(): boolean {
    return this.#isOver;
  }

  get carbons(): boolean {
    return this.form === formFor(true);
  }

  set carbons(wanted: boolean) {
    if (wanted === this.carbons) return;
    this.form = formFor(wanted);
    reform(this.core);
  }

  get directed(): Map<string, Address> {
    return (this.#directed ??= new Map());
  }

  get hasDirected(): boolean {
    return this.#directed !== undefined && this.#directed.size > 0;
  }

  // --------------------------------------------------------------------------------------------------------- sending

  send(stanza: Element): void {
    const bytes = Buffer.from(serialise(stanza));
    this.stream?.connection.send(bytes);
    this.#keep(bytes);
  }

  sendSpliced(rendering: Spliced): void {
    this.stream?.connection.sendSpliced(rendering.head, this.#own, rendering.tail);
    this.#keep(rendering);
  }

  /** XEP-0198: what was sent is held until it is acknowledged; one request for that is always on its way. */
  #keep(sent: Buffer | Spliced): void {
    const outbox = this.management?.outbox;
    if (!outbox || this.#isOver) return;
    if (!outbox.push(sent)) this.#overflow();
    else if (!outbox.isAsked) this.#ask();
  }

  #ask(): void {
    if (!this.management || !this.stream) return;
    this.management.outbox.isAsked = true;
    this.stream.connection.send(ASK);
  }

  /** Asks a silent client for a sign of life. */
  ask(): void {
    if (this.management) return this.#ask();
    const attributes = { from: this.protocol.core.config.domain, to: this.address.full, type: 'get', id: 'alive' };
    this.send(xml('iq', attributes, xml('ping', { xmlns: NS.ping })));
  }

  #overflow(): void {
    if (this.stream) this.stream.fail(new StreamFault('policy-violation', 'Too many stanzas are not acknowledged.'));
    else this.endSoon('Connection lost');
  }

  /** After a resumption: everything that is not acknowledged, again and in order (XEP-0198 5). */
  resend(): void {
    const outbox = this.management?.outbox;
    if (!outbox || !this.stream) return;
    for (const sent of outbox) {
      if (Buffer.isBuffer(sent)) this.stream.connection.send(sent);
      else this.stream.connection.sendSpliced(sent.head, this.#own, sent.tail);
    }
    outbox.isAsked = false;
    if (outbox.length > 0) this.#ask();
  }

  /** The peer has handled so many. False where it claims too many. */
  acknowledged(handled: number): boolean {
    const outbox = this.management?.outbox;
    if (!outbox?.acknowledge(handled)) return false;
    outbox.isAsked = false;
    if (outbox.length > 0) this.#ask();
    return true;
  }

  // -------------------------------------------------------------------------------------------------------- counting

  /** What stands for a stanza until it is handled. */
  begin(stanza: Element): Reference {
    const { id, to } = stanza.attrs as Record<string, string | undefined>;
    return { stanza: { name: stanza.name, id, to }, index: this.management?.inbound.begin() ?? 0, isPending: true };
  }

  handled(reference: Reference): void {
    if (!reference.isPending) return;
    reference.isPending = false;
    if (reference.index === 0 || !this.management) return;
    if (this.management.complete(reference.index)) this.stream?.connection.send(this.management.answer);
  }

  // -------------------------------------------------------------------------------------------------------- endpoint

  deliver(rendering: Rendering, _event?: Event): void {
    for (const stanza of rendering as Stanzas) this.sendSpliced(stanza);
  }

  released(event: MessageEvent, reference: unknown): void {
    const rendering = this.form.render(event, View.OWN);
    if (rendering) this.deliver(rendering);
    this.handled(reference as Reference);
  }

  refused(_event: MessageEvent, refusal: Refusal, reference: unknown): void {
    const { stanza } = reference as Reference;
    const attributes = { from: stanza.to ?? this.address.bare, to: this.address.full, id: stanza.id, type: 'error' };
    this.send(xml(stanza.name, attributes, errorElement(spell(refusal))));
    this.handled(reference as Reference);
  }

  entered(): void {} // XMPP sessions enter rooms by themselves (SEMANTICS 1.2)

  /** XMPP has no way to follow a room: it is gone, and there is another (SEMANTICS 2, "Rename"; XEP-0045 10.9). */
  moved(occupant: Occupant, { room, to, reason }: RoomRenamedEvent): false {
    const who = { ...occupantRef(occupant), role: 'none', affiliation: 'none' } as const;
    const facts = { unavailable: true, destroyed: true, alternate: to, reason, codes: [110] };
    const tail = presenceTail(who, View.OTHER, facts);
    this.sendSpliced(splice([presenceHead(room, occupant.nickname), tail]));
    return false;
  }

  dismiss(why: Dismissal, reason?: string): void {
    if (this.stream) this.stream.fail(new StreamFault(dismissals[why], reason));
    else this.endSoon(reason ?? 'Session ended');
  }

  // ------------------------------------------------------------------------------------------------------------- end

  /** The connection is gone, and the session with it unless it can be resumed. */
  disconnected(reason: string, isResumable: boolean): void {
    this.stream = undefined;
    const { management, protocol } = this;
    const { seconds } = protocol.config.resumption;
    if (!isResumable || !management || management.id === '' || this.#isOver) return this.end(reason);
    management.expireAfter(protocol.core.clock, seconds, () => this.end(reason));
  }

  /** `stream` is about to go on with it: no other does, and it does not expire meanwhile. */
  awaitResumption(stream: XmppStream): void {
    this.management?.keep();
    this.resuming = stream;
    const old = this.stream;
    this.stream = undefined;
    old?.fail(new StreamFault('conflict', 'The session was resumed elsewhere.'));
  }

  /** Ends it in a moment: for callers from within the core. */
  endSoon(reason: string): void {
    queueMicrotask(() => this.end(reason));
  }

  /** Idempotent. Others see it go offline. */
  end(reason: string): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.management?.keep();
    this.protocol.forget(this);
    sayUnavailable(this.protocol, this);
    detach(this.protocol.core, this.core, reason, reason === SHUTDOWN ? 'shutdown' : 'quit');
  }
}

export const SHUTDOWN = 'Server stopping';

const dismissals: Record<Dismissal, StreamCondition> = {
  'account-removed': 'not-authorized',
  'account-locked': 'not-authorized',
  'password-changed': 'not-authorized',
  banned: 'policy-violation',
  killed: 'policy-violation',
  shutdown: 'system-shutdown',
  replaced: 'conflict',
  'logged-out': 'reset',
};
