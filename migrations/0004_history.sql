-- What happened in rooms (joins, topics, modes, redactions) are rows of `messages` among what was said: kind 'event' or
-- 'redaction', the act itself as JSON in `payload`. A message that was redacted keeps its row, without its text: kind 'redacted',
-- and who redacted it in `payload`. So appending costs what it did.

-- Since when an account may read a room it has no affiliation with: what was said before its first visit is not for it.
create table first_visits (
  room uuid not null references rooms (id) on delete cascade,
  address text collate "C" not null,
  at bigint not null,
  primary key (room, address)
);
create index first_visits_address on first_visits (address);

-- How far somebody has read a conversation: an id, which need not be a message's. Only ever rises.
create table read_marks (
  owner text collate "C" not null,
  conversation uuid not null,
  id uuid not null,
  primary key (owner, conversation)
);

-- What somebody thinks of a message now; the acts themselves are messages.
create table reactions (
  conversation uuid not null,
  message uuid not null,
  actor text collate "C" not null,
  reactions json not null,
  primary key (conversation, message, actor)
);
