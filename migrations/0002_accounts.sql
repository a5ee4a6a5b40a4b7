-- The name is taken, but nobody may use the account before its holder has shown the code that was sent.
alter table accounts add column unverified boolean not null default false;

-- TLS client certificates that log in to an account (SASL EXTERNAL). Each is one account's.
create table account_certificates (
  -- SHA-256, 64 hexadecimal digits in lower case.
  fingerprint text collate "C" primary key,
  owner text collate "C" not null,
  label text not null,
  added_at bigint not null
);
create index account_certificates_owner on account_certificates (owner);
