import type { Bare } from '../../../lib/address.ts';
import type { Core } from '../../core.ts';
import type { Session } from '../../presence/session.ts';
import { isRefusal, Later, refuse, type Outcome, type Refusal } from '../../refusal.ts';
import type { Room } from '../../rooms/room.ts';
import { defineCommand, type Command, type CommandDefinition } from '../command.ts';
import type { Params } from '../param.ts';
import { refused } from '../refused.ts';
import { done, type Result } from '../result.ts';

/** The services that people talk to; each answers for its part of the one command table. */
export const serviceNames = ['NickServ', 'ChanServ', 'HistServ'] as const;
export type ServiceName = (typeof serviceNames)[number];

/** What a command said to a service may touch: it acts as the session that said it, with that session's rights. */
export interface ServiceContext {
  readonly core: Core;
  readonly session: Session;
  /** How the asker's wire calls rooms and people. */
  readonly names: ServiceNames;
}

export interface ServiceNames {
  /** The room that a word means. */
  roomOf(text: string): { readonly address: Bare; readonly name: string } | undefined;
  /** The person that a word means, here or not. */
  personOf(text: string): Bare | undefined;
  showRoom(address: Bare): string;
  showPerson(address: Bare): string;
}

/** A command of a service: said as `verb` and its arguments. */
export interface ServiceCommand extends Command<ServiceContext> {
  readonly service: ServiceName;
  /** The words that people say, in capitals: `OP`, `CERT ADD`. */
  readonly verb: string;
  /** The operator right it needs; undefined for everybody's. */
  readonly right: string | undefined;
}

interface Definition<P extends Params> extends Omit<CommandDefinition<ServiceContext, P>, 'path'> {
  readonly verb: string;
  readonly right?: string;
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

/** Carries out an operation, however often it asks to be asked again. */
export async function until<T>(act: () => T | Later): Promise<T> {
  for (;;) {
    const outcome = act();
    if (!(outcome instanceof Later)) return outcome;
    await new Promise<void>((resume) => outcome.subscribe(resume));
  }
}

/** The room that a word means, loaded; refused where there is none, or none that the asker may know of. */
export async function roomNamed({ core, names }: ServiceContext, text: string): Promise<Room | Refusal> {
  const target = names.roomOf(text);
  const room = target && (await until(() => core.rooms.open(target.address)));
  return room === undefined ? refuse('no-such-room', text) : room;
}

/** Carries out `act` in the room that `text` means, and says `said` where it was done. */
export async function inRoom(
  context: ServiceContext,
  text: string,
  act: (room: Room) => Outcome,
  said: (shown: string) => string,
): Promise<Result> {
  const room = await roomNamed(context, text);
  if (isRefusal(room)) return refused(room);
  const refusal = await until(() => act(room));
  if (!refusal) return done([said(context.names.showRoom(room.address))]);
  // The asker's own word for the room, not the core's.
  return refused(refusal.about === room.record.name ? { ...refusal, about: text } : refusal);
}
