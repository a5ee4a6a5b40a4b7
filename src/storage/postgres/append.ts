import type { MessageEvent } from '../../core/event.ts';
import { Fenced, type AppendResult, type Filing } from '../../core/ports.ts';
import type { Id } from '../../lib/id.ts';
import { peerOf } from '../archived.ts';
import { requireUuid } from '../uuid.ts';
import { codeOf } from './errors.ts';
import { followUps } from './follow-ups.ts';
import { storedTags } from './message-row.ts';
import type { Fragment, Sql } from './pool.ts';
import { digestOf, encodeOptional, encodeText, plainArray, textArray } from './text.ts';

/** Who writes: must be the row in `home`, else nothing is stored. */
export interface Holder {
  readonly epoch: number;
  readonly attempt: number;
}

interface Prepared {
  readonly event: MessageEvent;
  readonly owners: Filing['owners'];
  readonly amends: MessageEvent | undefined;
  readonly digest: string | undefined;
}

interface AnswerRow {
  digest: string | null;
  id: Id | null;
}

/** Stores the batch in one statement, which is its own transaction. Programming errors throw before anything is sent. */
export async function appendBatch(sql: Sql, batch: readonly Filing[], holder: Holder): Promise<AppendResult> {
  const prepared = batch.map(prepare);
  const answers = await insertOnce(sql, firstOfEachKey(prepared), holder);
  if (answers.length === 0) throw new Fenced(`epoch ${holder.epoch} (attempt ${holder.attempt}) is over`);
  const known = new Map<string, Id>();
  for (const { digest, id } of answers) if (digest !== null && id !== null) known.set(digest, id);
  await findRivals(sql, prepared, { answers, known });
  return results(prepared, known);
}

function prepare({ event, owners, amends }: Filing): Prepared {
  requireUuid(event.id, 'message id');
  requireUuid(event.conversation, 'conversation');
  const { conversation, from, clientKey } = event;
  const digest = clientKey === undefined ? undefined : digestOf(conversation, from.address, clientKey);
  return { event, owners, amends, digest };
}

/** Of several filings with one client key in the batch only the first goes to the database. */
function firstOfEachKey(prepared: readonly Prepared[]): readonly Prepared[] {
  const seen = new Set<string>();
  return prepared.filter(({ digest }) => digest === undefined || (!seen.has(digest) && seen.add(digest)));
}

/** For each filing undefined where it was stored, else the id its key has. */
function results(prepared: readonly Prepared[], known: ReadonlyMap<string, Id>): AppendResult {
  const first = new Map(known);
  return prepared.map(({ event, digest }) => {
    if (digest === undefined) return undefined;
    const id = first.get(digest);
    if (id === undefined) first.set(digest, event.id);
    return id === event.id ? undefined : id;
  });
}

/** Looking for a message's own id costs time with every batch, and only a batch given again has it stored: that one pays. */
async function insertOnce(sql: Sql, batch: readonly Prepared[], holder: Holder): Promise<readonly AnswerRow[]> {
  try {
    return await insert(sql, batch, { holder, again: sql`` });
  } catch (error) {
    if (codeOf(error) !== UNIQUE_VIOLATION) throw error;
    return insert(sql, batch, { holder, again: sql`on conflict do nothing` });
  }
}

const UNIQUE_VIOLATION = '23505';

interface InsertOptions {
  readonly holder: Holder;
  /** What to do with a message that is stored already. */
  readonly again: Fragment;
}

/**
 * One row always where `holder` holds the home (no rows: fenced), and one for each key that was known: with its id, or
 * without where the statement's snapshot does not show it yet. `for share` waits for, and then sees, a change of home; and
 * makes the next change wait for this statement.
 */
async function insert(
  sql: Sql,
  batch: readonly Prepared[],
  { holder, again }: InsertOptions,
): Promise<readonly AnswerRow[]> {
  const hasKeys = batch.some(({ digest }) => digest !== undefined);
  const hasOwners = batch.some(({ owners }) => owners.length > 0);
  return sql<AnswerRow[]>`
    with held as materialized (
      select epoch from home where epoch = ${holder.epoch} and attempt = ${holder.attempt} for share
    ), batch as (
      select ${columns(sql)}, digest from unnest(${messageArrays(sql, batch)})
        as batch (id, conversation, seq, room, recipient, recipient_nickname, sender, sender_nickname, sender_mask,
          sender_account, sender_occupant_id, kind, body, client_id, client_key, payload, tags, flavour, digest)
      where exists (select from held)
    )
    ${
      hasKeys
        ? sql`, keys as (
            insert into client_keys (digest, id) select digest, id from batch where digest is not null
            on conflict (digest) do nothing returning digest
          ), fresh as (
            select * from batch where digest is null or digest in (select digest from keys)
          )`
        : sql`, fresh as (select * from batch)`
    }, stored as (
      insert into messages (${columns(sql)}) select ${columns(sql)} from fresh ${again}
    )
    ${
      hasOwners
        ? sql`, filed as (
            insert into inbox (owner, id, peer, conversation)
            select filing.owner, filing.id, filing.peer, fresh.conversation
            from unnest(${filingArrays(sql, batch)}) as filing (owner, id, peer) join fresh on fresh.id = filing.id
            ${again}
          )`
        : sql``
    }${followUps(sql, batch)}
    select null::uuid as digest, null::uuid as id from held
    ${
      hasKeys
        ? sql`union all
          select batch.digest, client_keys.id from batch left join client_keys on client_keys.digest = batch.digest
          where batch.digest is not null and batch.digest not in (select digest from keys)`
        : sql``
    }`;
}

const columns = (sql: Sql) => sql`
  id, conversation, seq, room, recipient, recipient_nickname, sender, sender_nickname, sender_mask, sender_account,
  sender_occupant_id, kind, body, client_id, client_key, payload, tags, flavour`;

function messageArrays(sql: Sql, batch: readonly Prepared[]) {
  const plain = (valueOf: (event: MessageEvent) => string | number) =>
    plainArray(batch.map(({ event }) => valueOf(event)));
  const text = (valueOf: (event: MessageEvent) => string | undefined) =>
    sparseArray(batch.map(({ event }) => encodeOptional(valueOf(event))));
  return sql`
    ${plain((event) => event.id)}::uuid[], ${plain((event) => event.conversation)}::uuid[],
    ${plain((event) => event.seq)}::bigint[], ${text((event) => event.room)}::text[], ${text((event) => event.to)}::text[],
    ${text((event) => event.toNickname)}::text[], ${text(({ from }) => from.address)}::text[],
    ${text(({ from }) => from.nickname)}::text[],
    ${text(({ from }) => (from.mask === from.address ? undefined : from.mask))}::text[],
    ${text(({ from }) => from.account)}::text[], ${text(({ from }) => from.occupantId)}::text[],
    ${text((event) => event.kind)}::text[], ${text((event) => event.body)}::text[],
    ${text((event) => event.clientId)}::text[], ${text((event) => event.clientKey)}::text[],
    ${text(payloadOf)}::text[], ${tagsArray(batch)}::json[], ${text((event) => event.flavour)}::text[],
    ${plainArray(batch.map(({ digest }) => digest ?? null))}::uuid[]`;
}

function payloadOf({ past, payload }: MessageEvent): string | undefined {
  return past === undefined ? payload : JSON.stringify(past);
}

/** `unnest` fills up short arrays with nulls, so one of nulls only need not be sent. */
function sparseArray(values: readonly (string | null)[]): string {
  return values.every((value) => value === null) ? '{}' : textArray(values);
}

function tagsArray(batch: readonly Prepared[]): string {
  return sparseArray(batch.map(({ event }) => storedTags(event)));
}

function filingArrays(sql: Sql, batch: readonly Prepared[]) {
  const filings = batch.flatMap(({ event, owners }) =>
    [...new Set(owners)].map((owner) => ({ owner, id: event.id, peer: peerOf(event, owner) })),
  );
  return sql`
    ${textArray(filings.map(({ owner }) => encodeText(owner)))}::text[],
    ${plainArray(filings.map(({ id }) => id))}::uuid[],
    ${textArray(filings.map(({ peer }) => encodeText(peer)))}::text[]`;
}

/** Keys that another statement stored while ours ran are not in our snapshot: they take a second look. */
async function findRivals(
  sql: Sql,
  prepared: readonly Prepared[],
  { answers, known }: { readonly answers: readonly AnswerRow[]; readonly known: Map<string, Id> },
): Promise<void> {
  const missing = answers.filter(({ digest, id }) => digest !== null && id === null).map(({ digest }) => digest);
  if (missing.length === 0) return;
  const rows = await sql<{ digest: string; id: Id }[]>`
    select digest, id from client_keys where digest = any(${plainArray(missing)}::uuid[])`;
  for (const { digest, id } of rows) known.set(digest, id);
  const lost = prepared.find(({ digest }) => digest !== undefined && missing.includes(digest) && !known.has(digest));
  if (lost) throw new Error(`the client key of message ${lost.event.id} is neither stored nor free`);
}
