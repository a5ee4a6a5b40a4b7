import { parseAddress } from '../../../../lib/address.ts';
import { configure } from '../../../../core/rooms/configure.ts';
import { destroy } from '../../../../core/rooms/destroy.ts';
import { ownerOf } from '../../../../core/rooms/rights.ts';
import type { Room } from '../../../../core/rooms/room.ts';
import type { IqAnswer, IqRequest } from '../../context.ts';
import type { Feature } from '../../feature.ts';
import { dataForm, readForm, type SubmittedForm } from '../../wire/data-form.ts';
import { NS } from '../../wire/namespaces.ts';
import { stanzaError } from '../../wire/stanza-error.ts';
import { attribute, childOf, textOf, xml, type Element } from '../../wire/stanza.ts';
import { readConfig, showConfig } from './config-fields.ts';
import { isRoom, roomOf } from './find-room.ts';

const FORM_TYPE = 'http://jabber.org/protocol/muc#roomconfig';

/** Longest after creation that giving up the first configuration ends the room (SEMANTICS 2.1). */
const CANCEL_MS = 60_000;

/** The configuration of a room, and its end (XEP-0045 10.1, 10.2, 10.9). */
export const roomOwner: Feature = {
  iq: {
    room: {
      [`get ${NS.mucOwner} query`]: form,
      [`set ${NS.mucOwner} query`]: submit,
    },
  },
};

function form(request: IqRequest): IqAnswer {
  const room = ownRoom(request);
  if (!isRoom(room)) return room;
  const fields = showConfig(room.record.settings);
  return xml('query', { xmlns: NS.mucOwner }, dataForm('form', FORM_TYPE, fields, `Settings of ${room.record.name}`));
}

function submit(request: IqRequest): IqAnswer {
  const room = ownRoom(request);
  if (!isRoom(room)) return room;
  const end = childOf(request.payload, 'destroy', NS.mucOwner);
  if (end) return destroyRoom(request, room, end);
  const submitted = readForm(request.payload);
  if (submitted?.type === 'cancel') return cancel(request, room);
  if (submitted?.type !== 'submit') return stanzaError('bad-request', 'Submit or cancel the form.');
  return apply(request, room, submitted);
}

/** An empty form accepts things as they are: nothing is locked, so there is nothing to open (XEP-0045 10.1.2). */
function apply({ context, session }: IqRequest, room: Room, submitted: SubmittedForm): IqAnswer {
  if (submitted.values.size === 0) return undefined;
  if (submitted.formType !== FORM_TYPE)
    return stanzaError('bad-request', 'This is not the configuration form of a room.');
  const config = readConfig(submitted, room.record.settings);
  if ('bad' in config) return stanzaError('not-acceptable', `The value of ${config.bad} is not possible.`);
  return configure(context.core, session.core, room, config.patch);
}

/** XEP-0045 10.1.3: whoever has just made a room and is alone in it takes it back. Later, cancelling changes nothing (10.2). */
function cancel({ context, session }: IqRequest, room: Room): IqAnswer {
  const isAlone = [...room.occupants.values()].every(({ person }) => person === session.core.person);
  const isNew = context.core.clock.now() - room.record.createdAt < CANCEL_MS && room.lastSeq === 0;
  return isAlone && isNew ? destroy(context.core, session.core, room, '') : undefined;
}

function destroyRoom({ context, session }: IqRequest, room: Room, end: Element): IqAnswer {
  const alternate = attribute(end, 'jid');
  if (alternate !== undefined && !parseAddress(alternate)) return stanzaError('jid-malformed');
  return destroy(context.core, session.core, room, textOf(end, 'reason', NS.mucOwner) ?? '');
}

/** The room, for an owner of it: `forbidden` for anybody else (XEP-0045 10.2, 10.9). */
function ownRoom(request: IqRequest): ReturnType<typeof roomOf> {
  const room = roomOf(request);
  if (!isRoom(room)) return room;
  return ownerOf(room, request.session.core) ? stanzaError('forbidden', 'Only owners configure a room.') : room;
}
