import type { JSONValue } from 'postgres';
import type { AccountSettings } from '../../core/accounts/account-settings.ts';
import type { AccountRecord, AccountStore, ScramKeys } from '../../core/ports.ts';
import { skeleton } from '../../lib/skeleton.ts';
import { clampLimit } from '../limits.ts';
import type { Pool, Sql } from './pool.ts';
import { decodeOptional, decodeText, encodeOptional, encodeText, textArray } from './text.ts';

interface AccountRow {
  key: string;
  name: string;
  sha256_salt: Buffer | null;
  sha256_iterations: number | null;
  sha256_stored_key: Buffer | null;
  sha256_server_key: Buffer | null;
  sha1_salt: Buffer | null;
  sha1_iterations: number | null;
  sha1_stored_key: Buffer | null;
  sha1_server_key: Buffer | null;
  bcrypt: string | null;
  locked: boolean;
  display_name: string;
  email: string;
  created_at: number;
  last_seen_at: number | null;
  unverified: boolean;
  settings: Readonly<Record<string, JSONValue>>;
}

const columns = (sql: Sql) => sql`
  key, name, sha256_salt, sha256_iterations, sha256_stored_key, sha256_server_key,
  sha1_salt, sha1_iterations, sha1_stored_key, sha1_server_key,
  bcrypt, locked, display_name, email, created_at, last_seen_at, unverified, settings`;

export function createAccountStore(reads: Pool, writes: Pool): AccountStore {
  return {
    async find(key) {
      const [row] = await reads.run(
        (sql) => sql<AccountRow[]>`select ${columns(sql)} from accounts where key = ${encodeText(key)}`,
      );
      return row && accountOf(row);
    },

    async findLike(look) {
      const [row] = await reads.run(
        (sql) => sql<AccountRow[]>`select ${columns(sql)} from accounts where look = ${encodeText(look)}`,
      );
      return row && accountOf(row);
    },

    async create(account) {
      const row = { ...rowOf(account), look: encodeText(skeleton(account.key)) };
      const { count } = await writes.run((sql) => sql`insert into accounts ${sql(row)} on conflict do nothing`);
      return count === 1;
    },

    async update(key, change) {
      const row = changedColumns(change);
      const { count } = await writes.run((sql) =>
        Object.keys(row).length === 0
          ? sql`select from accounts where key = ${encodeText(key)}`
          : sql`update accounts set ${sql(row)} where key = ${encodeText(key)}`,
      );
      return count === 1;
    },

    async remove(key, address) {
      const owner = encodeText(address);
      const rows = await writes.run(
        (sql) => sql`
          with account as (delete from accounts where key = ${encodeText(key)} returning key),
          roster as (delete from rosters where owner = ${owner} and exists (select from account)),
          blob as (delete from blobs where owner = ${owner} and exists (select from account)),
          affiliation as (delete from affiliations where address = ${owner} and exists (select from account)),
          visit as (delete from first_visits where address = ${owner} and exists (select from account)),
          mark as (delete from read_marks where owner = ${owner} and exists (select from account)),
          room as (delete from account_rooms where owner = ${owner} and exists (select from account)),
          resident as (delete from residents where owner = ${owner} and exists (select from account)),
          position as (delete from device_positions where owner = ${owner} and exists (select from account)),
          block as (delete from blocks where owner = ${owner} and exists (select from account)),
          certificate as (delete from account_certificates where owner = ${owner} and exists (select from account)),
          push as (delete from push_subscriptions where owner = ${owner} and exists (select from account)),
          upload as (
            update uploads set owner = '', expires_at = 0 where owner = ${owner} and exists (select from account)),
          filed as (delete from inbox where owner = ${owner} and exists (select from account))
          select from account`,
      );
      return rows.length === 1;
    },

    async findAll(keys) {
      const rows = await reads.run(
        (sql) => sql<AccountRow[]>`
          select ${columns(sql)} from accounts where key = any(${textArray(keys.map(encodeText))}::text[])`,
      );
      return rows.map(accountOf);
    },

    async list(after, limit) {
      const rows = await reads.run(
        (sql) => sql<AccountRow[]>`
          select ${columns(sql)} from accounts where key > ${encodeText(after)} order by key limit ${clampLimit(limit)}`,
      );
      return rows.map(accountOf);
    },
  };
}

function accountOf(row: AccountRow): AccountRecord {
  return {
    name: decodeText(row.name),
    key: decodeText(row.key),
    sha256: scramKeys(row.sha256_salt, row.sha256_iterations, row.sha256_stored_key, row.sha256_server_key),
    sha1: scramKeys(row.sha1_salt, row.sha1_iterations, row.sha1_stored_key, row.sha1_server_key),
    bcrypt: decodeOptional(row.bcrypt),
    locked: row.locked,
    displayName: decodeText(row.display_name),
    email: decodeText(row.email),
    createdAt: row.created_at,
    lastSeenAt: row.last_seen_at ?? undefined,
    ...(row.unverified && { unverified: true }),
    ...(Object.keys(row.settings).length > 0 && { settings: row.settings as AccountSettings }),
  };
}

function scramKeys(
  salt: Buffer | null,
  iterations: number | null,
  storedKey: Buffer | null,
  serverKey: Buffer | null,
): ScramKeys | undefined {
  if (!salt || iterations === null || !storedKey || !serverKey) return undefined;
  return { salt, iterations, storedKey, serverKey };
}

function rowOf(account: AccountRecord): Partial<AccountRow> {
  const { key, createdAt, ...rest } = account;
  return { key: encodeText(key), created_at: createdAt, ...changedColumns(rest) };
}

/** The columns of those fields that `change` has; a field given as undefined clears its columns. */
function changedColumns(change: Partial<Omit<AccountRecord, 'key' | 'createdAt'>>): Partial<AccountRow> {
  const { name, locked, displayName, email } = change;
  return {
    ...(name === undefined ? undefined : { name: encodeText(name) }),
    ...(locked === undefined ? undefined : { locked }),
    ...(displayName === undefined ? undefined : { display_name: encodeText(displayName) }),
    ...(email === undefined ? undefined : { email: encodeText(email) }),
    ...(change.settings && { settings: { ...change.settings } }),
    ...('unverified' in change ? { unverified: change.unverified === true } : undefined),
    ...('bcrypt' in change ? { bcrypt: encodeOptional(change.bcrypt) } : undefined),
    ...('lastSeenAt' in change ? { last_seen_at: change.lastSeenAt ?? null } : undefined),
    ...('sha256' in change ? sha256Columns(change.sha256) : undefined),
    ...('sha1' in change ? sha1Columns(change.sha1) : undefined),
  };
}

function sha256Columns(keys: ScramKeys | undefined): Partial<AccountRow> {
  return {
    sha256_salt: keys?.salt ?? null,
    sha256_iterations: keys?.iterations ?? null,
    sha256_stored_key: keys?.storedKey ?? null,
    sha256_server_key: keys?.serverKey ?? null,
  };
}

function sha1Columns(keys: ScramKeys | undefined): Partial<AccountRow> {
  return {
    sha1_salt: keys?.salt ?? null,
    sha1_iterations: keys?.iterations ?? null,
    sha1_stored_key: keys?.storedKey ?? null,
    sha1_server_key: keys?.serverKey ?? null,
  };
}
