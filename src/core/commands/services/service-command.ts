import type { Bare } from '../../../lib/address.ts';
import { findAccount } from '../../accounts/find-account.ts';
import { keyOfAddress } from '../../accounts/names.ts';
import type { Place } from '../../archive/place.ts';
import type { Core } from '../../core.ts';
import type { MessageEvent } from '../../event.ts';
import type { RedactedEvent } from '../../history-event.ts';
import type { Right } from '../../operators/rights.ts';
import type { AccountRecord } from '../../ports.ts';
import type { Session } from '../../presence/session.ts';
import { isRefusal, refuse, type Outcome, type Refusal } from '../../refusal.ts';
import { atLeast } from '../../rooms/rank.ts';
import { affiliationOf, withForce } from '../../rooms/rights.ts';
import type { Room } from '../../rooms/room.ts';
import { untilDone } from '../../until-done.ts';
import { defineCommand, type Command, type CommandDefinition } from '../command.ts';
import type { Params } from '../param.ts';
import { refused } from '../refused.ts';
import { done, type Result } from '../result.ts';

/** The services that people talk to; each answers for its part of the one command table. */
export const serviceNames = ['NickServ', 'ChanServ', 'HistServ', 'ContactServ'] as const;
export type ServiceName = (typeof serviceNames)[number];

/** What a command said to a service may touch: it acts as the session that said it, with that session's rights. */
export interface ServiceContext {
  readonly core: Core;
  readonly session: Session;
  /** How the asker's wire calls rooms and people. */
  readonly names: ServiceNames;
  readonly wire: ServiceWire;
}

/** What is the asker's connection's to do. */
export interface ServiceWire {
  /** May an account's password be taken from this connection (`tls.require`)? */
  readonly mayLogIn: boolean;
  /** SHA-256 of the certificate that it shows, if any. */
  readonly certificate: string | undefined;
  /** The session becomes the account's. */
  logIn(account: AccountRecord): Promise<Refusal | undefined>;
  /** The session is a guest's from now on. */
  logOut(): Promise<Refusal | undefined>;
  /** Shows what was said there, behind the answer, in the order given. */
  play(place: Place, messages: readonly MessageEvent[]): void;
  /** Shows the asker what was done. */
  redacted(event: RedactedEvent): void;
}

export interface ServiceNames {
  /** The room that a word means. */
  roomOf(text: string): { readonly address: Bare; readonly name: string } | undefined;
  /** The person that a word means, here or not. */
  personOf(text: string): Bare | undefined;
  /** The entry of a list of bans that a word is, made whole; undefined where it is a name. */
  maskOf(text: string): string | undefined;
  showRoom(address: Bare): string;
  showPerson(address: Bare): string;
}

/** A command of a service: said as `verb` and its arguments. */
export interface ServiceCommand extends Command<ServiceContext> {
  readonly service: ServiceName;
  /** The words that people say, in capitals: `OP`, `CERT ADD`. */
  readonly verb: string;
  /** The operator right it needs; undefined for everybody's. */
  readonly right: Right | undefined;
}

interface Definition<P extends Params> extends Omit<CommandDefinition<ServiceContext, P>, 'path'> {
  readonly verb: string;
  readonly right?: Right;
}

/** One command of `service`; its path in the table is `service verb`, in lower case. */
export function defineServiceCommand<P extends Params>(
  service: ServiceName,
  definition: Definition<P>,
): ServiceCommand {
  const { verb, right, ...rest } = definition;
  const path = `${service} ${verb}`.toLowerCase();
  return { ...defineCommand({ ...rest, path }), service, verb, right };
}

/** The room that a word means, loaded; refused where there is none, or none that the asker may know of. */
export async function roomNamed({ core, session, names }: ServiceContext, text: string): Promise<Room | Refusal> {
  const target = names.roomOf(text);
  const room = target && (await untilDone(() => core.rooms.open(target.address)));
  if (room === undefined || isRefusal(room)) return room ?? refuse('no-such-room', text);
  return mayKnow(session, room) ? room : refuse('no-such-room', text);
}

/** A secret room is known to those inside and those who belong to it (RELIABILITY H-04). */
function mayKnow(session: Session, room: Room): boolean {
  if (!room.record.settings.secret || session.person.occupancies.has(room.address)) return true;
  return atLeast(affiliationOf(room, session), 'member');
}

/** The account that a word means, or the address elsewhere; refused where there is no such account here. */
export async function accountNamed({ core, names }: ServiceContext, text: string): Promise<Bare | Refusal> {
  const address = names.personOf(text);
  if (address === undefined) return refuse('no-such-account', text);
  if (!address.endsWith(`@${core.config.domain}`)) return address;
  const key = keyOfAddress(address, core.config.domain);
  const found = key === undefined ? undefined : await findAccount(core, key);
  if (isRefusal(found)) return found;
  return found?.value ? address : refuse('no-such-account', text);
}

/** Carries out `act` in the room that `text` means, as its owner also from outside, and says `said` where it was done. */
export async function inRoom(
  context: ServiceContext,
  text: string,
  act: (room: Room) => Outcome,
  said: (shown: string) => string,
): Promise<Result> {
  const room = await roomNamed(context, text);
  if (isRefusal(room)) return refused(room);
  const refusal = await untilDone(() => ownersOutside(context, room, act));
  if (!refusal) return done([said(context.names.showRoom(room.address))]);
  // The asker's own words for rooms and people, not the core's.
  const { about = text } = refusal;
  if (about === room.record.name) return refused({ ...refusal, about: text });
  return refused({ ...refusal, about: about.includes('@') ? context.names.showPerson(about as Bare) : about });
}

/** An owner may do anything in the room, inside or not: services are how, for who is not (XEP-0045 10 lets owners configure so). */
function ownersOutside({ session }: ServiceContext, room: Room, act: (room: Room) => Outcome): Outcome {
  const isOutside = !session.seats.has(room.address) && affiliationOf(room, session) === 'owner';
  return isOutside ? withForce(room, session, () => act(room)) : act(room);
}
