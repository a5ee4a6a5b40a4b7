import { parseAddress, type Address } from '../../../../lib/address.ts';
import { firstIdAt, isId, type Id } from '../../../../lib/id.ts';
import { readForm, type SubmittedForm } from '../../wire/data-form.ts';
import { NS } from '../../wire/namespaces.ts';
import { readResultSet } from '../../wire/result-set.ts';
import { stanzaError, type StanzaError } from '../../wire/stanza-error.ts';
import { attribute, childOf, type Element } from '../../wire/stanza.ts';

/** A question to an archive (XEP-0313 4.1). */
export interface ArchiveQuery {
  readonly queryId: string | undefined;
  /** Correspondent, or in a room the speaker. */
  readonly with: Address | undefined;
  /** Inclusive bounds in time, as exclusive cursors. */
  readonly start: Id | undefined;
  readonly end: Id | undefined;
  /** Exclusive; each must be in the archive. */
  readonly afterIds: readonly Id[];
  readonly beforeIds: readonly Id[];
  /** These and no others. */
  readonly ids: readonly Id[] | undefined;
  readonly max: number | undefined;
  /** The newest of the interval rather than the oldest (XEP-0059 2.3, 2.5). */
  readonly fromEnd: boolean;
  readonly flipped: boolean;
}

/** Which fields there are, in the order of the form (XEP-0313 4.1.5). */
export const fieldNames = ['with', 'start', 'end', 'before-id', 'after-id', 'ids'] as const;
type FieldName = (typeof fieldNames)[number];

const known: ReadonlySet<string> = new Set(['FORM_TYPE', ...fieldNames]);

export function readQuery(query: Element): ArchiveQuery | StanzaError {
  const form = readForm(query);
  const bad = form && faultOf(form);
  if (bad) return bad;
  const set = readResultSet(query);
  if (!set) return stanzaError('bad-request', 'The result set makes no sense.');
  const first = (name: FieldName) => form?.values.get(name)?.[0];
  const [start, end] = [readTime(first('start')), readTime(first('end'))];
  if (start === null || end === null) return stanzaError('bad-request', 'Times are like 2026-11-21T08:00:00Z.');
  const correspondent = first('with');
  const peer = correspondent === undefined ? undefined : parseAddress(correspondent);
  if (correspondent !== undefined && !peer) return stanzaError('jid-malformed');
  return {
    queryId: attribute(query, 'queryid'),
    with: peer,
    start: start === undefined ? undefined : firstIdAt(start),
    end: end === undefined ? undefined : firstIdAt(Math.floor(end) + 1),
    afterIds: [first('after-id'), set.after].filter(isGiven),
    beforeIds: [first('before-id'), set.before].filter(isGiven),
    ids: form?.values.get('ids'),
    max: set.max,
    fromEnd: set.before !== undefined,
    flipped: childOf(query, 'flip-page', NS.mam) !== undefined,
  };
}

/** An unknown field is refused, lest it be taken for answered (XEP-0313 4.1.5). */
function faultOf({ formType, values, type }: SubmittedForm): StanzaError | undefined {
  if (type !== 'submit' || formType !== NS.mam) return stanzaError('bad-request', 'This is not a query of an archive.');
  const unknown = [...values.keys()].find((name) => !known.has(name));
  return unknown === undefined ? undefined : stanzaError('feature-not-implemented', `There is no field ${unknown}.`);
}

/** XEP-0082. Null where it is no time. */
function readTime(text: string | undefined): number | undefined | null {
  if (text === undefined || text === '') return undefined;
  const at = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(at) ? null : at;
}

/** An empty `<after/>` is the beginning, an empty `<before/>` the end (XEP-0059 2.5). */
function isGiven(id: string | undefined): id is string {
  return id !== undefined && id !== '';
}

/** Ids that cannot be ours are not looked for. */
export function couldBeStored(id: string): boolean {
  return isId(id);
}
