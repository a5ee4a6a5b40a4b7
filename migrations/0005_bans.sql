-- Who is kept away from the server. Few rows, all held in memory; `subject` is in canonical spelling.
create table bans (
  kind text not null,
  subject_digest uuid not null,
  subject text not null,
  reason text not null,
  note text not null,
  set_by text not null,
  set_at bigint not null,
  -- Null: for good.
  expires_at bigint,
  primary key (kind, subject_digest)
);

-- Whom an account does not want to hear of (IRC SILENCE, XEP-0191): addresses, domains and masks.
create table blocks (
  owner text collate "C" not null,
  item_digest uuid not null,
  item text not null,
  set_at bigint not null,
  primary key (owner, item_digest)
);
