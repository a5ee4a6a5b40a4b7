import { mayNotRead } from '../../../../core/archive/readable.ts';
import { isRefusal, type Later, type Refusal } from '../../../../core/refusal.ts';
import type { IqAnswer, IqRequest } from '../../context.ts';
import type { Feature, Info } from '../../feature.ts';
import { dataForm, type Field } from '../../wire/data-form.ts';
import { NS } from '../../wire/namespaces.ts';
import { StanzaError } from '../../wire/stanza-error.ts';
import { xml, type Element } from '../../wire/stanza.ts';
import { isRoom, roomOf } from '../muc/find-room.ts';
import { ownArchive, roomArchive, type Archive } from './archive.ts';
import { findMessages } from './pages.ts';
import { fieldNames, readQuery, type ArchiveQuery } from './query.ts';
import { sendPage } from './results.ts';

const handlers = {
  [`set ${NS.mam} query`]: answerQuery,
  [`get ${NS.mam} query`]: (): Element => xml('query', { xmlns: NS.mam }, queryForm()),
  [`get ${NS.mam} metadata`]: metadata,
} as const;

/** The archive of a room and of one's own account (XEP-0313). Ids are those of live messages and of IRC's CHATHISTORY. */
export const archives: Feature = {
  iq: { room: handlers, self: handlers },
  info: { room: roomInfo, self: ownInfo },
};

const advertised: Info = { features: [NS.mam, NS.mamExtended] };

function roomInfo(request: IqRequest, node?: string): Info | undefined | Refusal | StanzaError | Later {
  if (node !== undefined) return undefined;
  const room = roomOf(request);
  if (!isRoom(room)) return room;
  return request.context.core.config.history.enabled && room.record.settings.archived ? advertised : undefined;
}

function ownInfo({ context, session }: IqRequest, node?: string): Info | undefined {
  if (node !== undefined) return undefined;
  const { enabled, direct } = context.core.config.history;
  return enabled && direct && session.core.person.kind === 'account' ? advertised : undefined;
}

function answerQuery(request: IqRequest): IqAnswer {
  const query = readQuery(request.payload);
  if (query instanceof StanzaError) return query;
  const archive = archiveOf(request, query);
  return 'page' in archive ? answer(request, archive, query) : archive;
}

async function answer(
  { context, session }: IqRequest,
  archive: Archive,
  query: ArchiveQuery,
): Promise<Element | StanzaError | Refusal> {
  const found = await findMessages(archive, query, context.core.config.history.page);
  return 'messages' in found ? sendPage(session, archive, query, found) : found;
}

function archiveOf(request: IqRequest, query?: ArchiveQuery): Archive | StanzaError | Refusal | Later {
  const { context, session, target } = request;
  if (target === 'self') return ownArchive(context.core, session.core, query?.with);
  const room = roomOf(request);
  if (!isRoom(room)) return room;
  const refused = mayNotRead(room, session.core);
  return refused ?? roomArchive(context.core, session.core, room, query?.with);
}

/** XEP-0313 4.1.5. Ids are anybody's guess, so the list of them is open (XEP-0122). */
function queryForm(): Element {
  const types: Partial<Record<(typeof fieldNames)[number], Field['type']>> = { with: 'jid-single', ids: 'list-multi' };
  const fields = fieldNames.map((name): Field => ({ name, type: types[name] ?? 'text-single' }));
  const form = dataForm('form', NS.mam, fields);
  const ids = form.getChildren('field').find((field) => field.attrs.var === 'ids');
  ids?.append(
    xml('validate', { xmlns: 'http://jabber.org/protocol/xdata-validate', datatype: 'xs:string' }, xml('open')),
  );
  return form;
}

/** The first and last message of the archive (XEP-0313 5). */
function metadata(request: IqRequest): IqAnswer {
  const archive = archiveOf(request);
  return 'page' in archive ? endsOf(archive) : archive;
}

async function endsOf(archive: Archive): Promise<Element | StanzaError | Refusal> {
  const oldest = await archive.page({ limit: 1, fromEnd: false });
  if (isRefusal(oldest)) return oldest;
  const newest = await archive.page({ limit: 1, fromEnd: true });
  if (isRefusal(newest)) return newest;
  const [start, end] = [oldest.messages[0], newest.messages[0]];
  if (!start || !end) return xml('metadata', { xmlns: NS.mam });
  const edge = (name: string, { id, at }: { id: string; at: number }) =>
    xml(name, { id, timestamp: new Date(at).toISOString() });
  return xml('metadata', { xmlns: NS.mam }, edge('start', start), edge('end', end));
}
