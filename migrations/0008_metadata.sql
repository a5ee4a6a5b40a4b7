-- What operators of a room have said about it (IRC METADATA). People's own stands in accounts.settings.
alter table rooms add column metadata json not null default '{}';
