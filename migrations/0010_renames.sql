-- What a room was called before, so that whoever knows it by that name is sent on (draft/channel-rename, "Channel redirection").
create table former_addresses (
  address text collate "C" primary key,
  room uuid not null references rooms (id) on delete cascade,
  seq bigint not null generated always as identity
);
create index former_addresses_room on former_addresses (room);
-- The marks of a room go with it when it is renamed.
create index read_marks_conversation on read_marks (conversation);
