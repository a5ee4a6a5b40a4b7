-- What names look like (lib/skeleton.ts). Until now all were ASCII, which looks like nothing but itself.
alter table accounts add column look text collate "C";
update accounts set look = key;
alter table accounts alter column look set not null;
create unique index accounts_look on accounts (look);

-- Rooms may share a look only where they did before: new ones are refused. Null: not written since.
alter table rooms add column look text collate "C";
update rooms set look = split_part(address, '@', 1);
create index rooms_look on rooms (look);
