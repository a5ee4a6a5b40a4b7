-- Addresses and keys are compared and sorted byte by byte ("C"), whatever the database's own collation is.
-- Text that PostgreSQL cannot hold (NUL, lone surrogates) is escaped by src/storage/postgres/text.ts.
-- Keys that users choose freely are found by a 128-bit digest: an index row has a size limit, a user has none.

-- Who may write (one row). `attempt` is raised when an append's outcome is unknown, so that it cannot take effect later.
create table home (
  only_row boolean primary key default true check (only_row),
  epoch bigint not null,
  attempt bigint not null
);
insert into home (epoch, attempt) values (0, 0);

create table accounts (
  key text collate "C" primary key,
  name text not null,
  sha256_salt bytea,
  sha256_iterations integer,
  sha256_stored_key bytea,
  sha256_server_key bytea,
  sha1_salt bytea,
  sha1_iterations integer,
  sha1_stored_key bytea,
  sha1_server_key bytea,
  bcrypt text,
  locked boolean not null,
  display_name text not null,
  email text not null,
  created_at bigint not null,
  last_seen_at bigint
);

create table rooms (
  id uuid primary key,
  address text collate "C" not null unique,
  name text not null,
  settings json not null,
  -- Persistent and not secret.
  is_listed boolean not null,
  subject_text text,
  subject_by text,
  subject_by_mask text,
  subject_at bigint,
  created_at bigint not null,
  -- At least the highest seq of messages that were dropped or retracted.
  last_seq bigint not null default 0
);
create index rooms_listed on rooms (address) where is_listed;

create table affiliations (
  room uuid not null references rooms (id) on delete cascade,
  address text collate "C" not null,
  affiliation text not null,
  reason text not null,
  set_by text not null,
  set_at bigint not null,
  primary key (room, address)
);
create index affiliations_address on affiliations (address);

create table masks (
  room uuid not null references rooms (id) on delete cascade,
  list text not null,
  mask_digest uuid not null,
  mask text collate "C" not null,
  set_by text not null,
  set_at bigint not null,
  primary key (room, list, mask_digest)
);

create table rosters (
  owner text collate "C" not null,
  address text collate "C" not null,
  name text not null,
  groups json not null,
  subscription text not null,
  pending_out boolean not null,
  pending_in boolean not null,
  approved boolean not null,
  primary key (owner, address)
);

create table blobs (
  owner text collate "C" not null,
  key_digest uuid not null,
  key text not null,
  value text not null,
  primary key (owner, key_digest)
);

-- Every kept message. Ids are UUIDv7, so a range of ids is a range of time: monthly partitions, made ahead by
-- src/storage/postgres/partitions.ts, are dropped when retention is over. Within a conversation ids rise with seq.
create table messages (
  id uuid not null,
  conversation uuid not null,
  seq bigint not null,
  room text,
  recipient text,
  recipient_nickname text,
  sender text not null,
  sender_nickname text not null,
  -- Null where equal to sender.
  sender_mask text,
  sender_account text,
  sender_occupant_id text not null,
  kind text not null,
  body text,
  client_id text,
  client_key text,
  payload text,
  -- json, not jsonb: keeps the order, and takes any string.
  tags json,
  flavour text,
  primary key (conversation, id)
) partition by range (id);
-- For looking up ids alone. An index on id itself would tempt the planner, when it wants a page of a quiet conversation in
-- order of id, to read everybody's messages until it has found enough.
create index messages_id on messages (uuid_send(id));
create table messages_default partition of messages default;

-- Which direct messages belong to whose archive, and with whom they were exchanged.
create table inbox (
  owner text collate "C" not null,
  id uuid not null,
  peer text collate "C" not null,
  conversation uuid not null,
  primary key (owner, id)
) partition by range (id);
create index inbox_peer on inbox (owner, peer, id);
create table inbox_default partition of inbox default;

-- Makes an act unique: the digest is of (conversation, sender, client key).
create table client_keys (
  digest uuid primary key,
  id uuid not null
);
