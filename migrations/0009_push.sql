-- Where devices of accounts are reached that have no connection (Web Push, RFC 8030).
create table push_subscriptions (
  owner text collate "C" not null,
  endpoint_digest uuid not null,
  endpoint text not null,
  p256dh text not null,
  auth text not null,
  created_at bigint not null,
  used_at bigint not null,
  primary key (owner, endpoint_digest)
);
