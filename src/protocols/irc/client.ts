import type { AccountRecord } from '../../core/ports.ts';
import { View, type Dismissal, type Endpoint } from '../../core/endpoint.ts';
import type { Event, MessageEvent } from '../../core/event.ts';
import type { RoomRenamedEvent } from '../../core/room-event.ts';
import type { Session } from '../../core/presence/session.ts';
import type { Refusal } from '../../core/refusal.ts';
import type { Occupant } from '../../core/rooms/room.ts';
import type { Bare } from '../../lib/address.ts';
import type { Connection } from '../../lib/connection.ts';
import { Cap, hasCap } from './capabilities.ts';
import type { ClientExtra } from './client-extra.ts';
import type { Slices } from './command.ts';
import { isDetached, moveDetached, muteSeat, wantsDetached } from './detached.ts';
import type { IrcForm } from './forms.ts';
import { spellRefusal } from './refusals.ts';
import { Answer, Replies, splitLines } from './reply.ts';
import type { SaslDialogue } from './sasl-dialogue.ts';
import type { IrcServer } from './server.ts';
import { RELAYED_BY } from './spelt.ts';
import { partLine, showRoom } from './show-room.ts';
import { encodeLine, formatLine } from './wire/format.ts';
import { numerics, type Numeric } from './wire/numerics.ts';

const dismissals: Readonly<Record<Dismissal, string>> = {
  'account-removed': 'Your account was removed',
  'account-locked': 'Your account was locked',
  'password-changed': 'The password was changed; log in again',
  banned: 'You are banned from this server',
  killed: 'Disconnected by an operator',
  shutdown: 'Server shutting down',
  replaced: 'Another session took over',
  'logged-out': 'You ended this session from another one',
};

/** One IRC client: what it has told us, and the way to it. The core reaches its session here. */
export class Client implements Endpoint {
  readonly server: IrcServer;
  readonly connection: Connection;
  readonly replies: Replies;
  /** As asked for; the core's nickname counts once there is a session. Empty: none yet. */
  wantedNick = '';
  ident = '';
  realname = '';
  password = '';
  caps = 0;
  capVersion = 301;
  /** CAP LS or REQ came, CAP END did not: registration waits (capability-negotiation). */
  isNegotiating = false;
  account: AccountRecord | undefined = undefined;
  /** PASS was right, or none is asked for. */
  isAdmitted = false;
  device = '';
  sasl: SaslDialogue | undefined = undefined;
  /** Undefined until registered. */
  session: Session | undefined = undefined;
  form: IrcForm;
  /** Tags of the command being carried out. */
  tags: ReadonlyMap<string, string> | undefined = undefined;
  /** What only some clients have, made when it is first needed: a connection's own fields are paid by every idle one. */
  extra: ClientExtra | undefined = undefined;
  /** Output that was not asked for by a command and is too much for one go. */
  readonly bulk: Slices[] = [];
  /** Whoever carries out commands; it also puts out `bulk`, and takes what a command costs beyond its line. */
  input: { pump(): void; owe(cost: number): void; readonly isFirstLine?: boolean } | undefined = undefined;
  /** ERROR was sent: nothing more is carried out. */
  isEnding = false;
  /** Why the server ended it. */
  dismissal: Dismissal | undefined = undefined;

  constructor(server: IrcServer, connection: Connection) {
    this.server = server;
    this.connection = connection;
    this.replies = new Replies(connection, server.spelling);
    this.form = server.forms.of(0);
  }

  /** What the client is to be called in replies. */
  get nick(): string {
    return this.session?.person.nickname ?? (this.wantedNick || '*');
  }

  has(cap: number): boolean {
    return hasCap(this.caps, cap);
  }

  /** A numeric with its fixed text, or with `params` alone where the text is made by the caller. */
  numeric(name: Numeric, ...params: readonly string[]): void {
    const [code, text] = numerics[name];
    const all = text === '' ? [this.nick, ...params] : [this.nick, ...params, text];
    this.replies.line(formatLine(this.server.config.serverName, code, all));
  }

  /** A numeric that is not answered with its usual text. */
  numericText(name: Numeric, params: readonly string[], text: string): void {
    this.replies.line(formatLine(this.server.config.serverName, numerics[name][0], [this.nick, ...params, text]));
  }

  /** A standard reply; to be used where the client has them (IRCv3 standard-replies). */
  fail(command: string, code: string, context: readonly string[], text: string): void {
    this.replies.line(formatLine(this.server.config.serverName, 'FAIL', [command, code, ...context, text]));
  }

  /** The same for what is no failure; only for clients that have them. */
  note(command: string, code: string, context: readonly string[], text: string): void {
    this.replies.line(formatLine(this.server.config.serverName, 'NOTE', [command, code, ...context, text]));
  }

  /** What the server says to this client alone. */
  serverNotice(text: string): void {
    this.replies.line(formatLine(this.server.config.serverName, 'NOTICE', [this.nick, text]));
  }

  /** Says why and closes; others are shown the same as its QUIT, or `parting` where that is said to the client alone. */
  end(text: string, parting = text): void {
    if (this.isEnding) return;
    this.isEnding = true;
    if (this.session?.isAttached) (this.extra ??= {}).parting = parting;
    // Whoever is told to go is no more on the way in, however long the connection takes to end.
    if (!this.session) this.server.unregistered--;
    this.connection.send(encodeLine(formatLine('', 'ERROR', [`Closing link: ${text}`]).slice(2)));
    this.connection.close();
  }

  deliver(rendering: Buffer, event: Event): void {
    this.replies.show(rendering, event.type);
  }

  /** `reference` is the answer that waits for this, where the command had a label. */
  released(event: MessageEvent, reference: unknown): void {
    const answer = reference instanceof Answer ? reference : undefined;
    const bytes = this.form.render(event, View.OTHER);
    if (bytes) this.#echo(event, bytes, answer);
    answer?.settle();
  }

  #echo(event: MessageEvent, bytes: Buffer, answer: Answer | undefined): void {
    // Clients do not show by themselves what they say in another's name.
    if (this.has(Cap.echoMessage) || event.tags?.[RELAYED_BY] !== undefined) {
      if (answer) for (const line of splitLines(bytes)) answer.add(line);
      else this.connection.send(bytes);
    }
    // Whoever writes to themselves gets the message too, without the label (labeled-response, "Tag value").
    if (event.to !== undefined && event.to === this.session?.person.address.bare) this.connection.send(bytes);
  }

  refused(event: MessageEvent, refusal: Refusal, reference: unknown): void {
    const { spelling } = this.server;
    const target = event.to === undefined ? spelling.channel(event.room as Bare) : spelling.nick(event.to);
    const command = event.kind === 'notice' ? 'NOTICE' : 'PRIVMSG';
    const line = encodeLine(spellRefusal(this, { ...refusal, about: target }, { command, params: [target] }));
    if (!(reference instanceof Answer)) return this.connection.send(line);
    reference.add(line);
    reference.settle();
  }

  entered(occupant: Occupant): void {
    const seat = this.session?.seats.get(occupant.room.address);
    if (seat && wantsDetached(this, occupant.room)) return muteSeat(this, seat);
    this.bulk.push(showRoom(this, occupant));
    this.input?.pump();
  }

  /** Who has no RENAME parts from the old channel and joins the new one (draft/channel-rename, "Fallback"), unless only case changed. */
  moved(occupant: Occupant, event: RoomRenamedEvent): true {
    moveDetached(this, event);
    const seat = this.session?.seats.get(event.to);
    // A device that does not want the room's lines is as if it were not there.
    if (seat && isDetached(seat)) return true;
    const line = this.form.render(event, View.OTHER);
    if (line) this.replies.show(line);
    else if (event.room !== event.to) {
      this.replies.show(encodeLine(partLine(this, occupant, event)));
      this.entered(occupant);
    }
    return true;
  }

  dismiss(why: Dismissal, reason?: string): void {
    this.dismissal = why;
    this.end(reason ?? dismissals[why], reason ?? 'Connection closed');
  }
}
