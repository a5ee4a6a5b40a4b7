-- Files that accounts uploaded; what is in them lies in the data directory, under the same id.
create table uploads (
  id text collate "C" primary key,
  -- Empty where the account is gone and the file waits to be removed.
  owner text collate "C" not null,
  name text not null,
  type text not null,
  size bigint not null,
  created_at bigint not null,
  -- Null: kept for good.
  expires_at bigint
);

create index uploads_by_owner on uploads (owner);
create index uploads_by_expiry on uploads (expires_at) where expires_at is not null;
