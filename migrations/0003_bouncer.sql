-- What an account has chosen for itself: src/core/accounts/account-settings.ts.
alter table accounts add column settings json not null default '{}';

-- Rooms of an account: where it is while it has no session, and what XMPP clients see as bookmarks (XEP-0402).
create table account_rooms (
  owner text collate "C" not null,
  room text collate "C" not null,
  -- The account is in the room whether or not it has a session.
  autojoin boolean not null,
  name text not null,
  nickname text not null,
  password text not null,
  extensions text not null,
  -- The role there, where it is not the one that the affiliation gives.
  role text,
  primary key (owner, room)
);
create index account_rooms_room on account_rooms (room);

-- Accounts that are here, with or without a session: whoever is to be here again after a restart.
create table residents (
  owner text collate "C" primary key,
  nickname text not null,
  -- What the account said when it went away; empty for nothing.
  away text not null,
  traits integer not null,
  -- When its last session ended (milliseconds since 1970); 0 while it has one.
  absent_since bigint not null
);

-- Up to where each device has been shown what was said: in one room, or (room '') everywhere else.
create table device_positions (
  owner text collate "C" not null,
  device text collate "C" not null,
  room text collate "C" not null,
  position uuid not null,
  -- The device wants no lines of this room.
  detached boolean not null,
  primary key (owner, device, room)
);
