import { z } from 'zod';
import { federation, limits, operClasses, opers, push, uploads } from './schema-limits.ts';
import { accounts, guests, history, rooms } from './schema-people.ts';
import { backup, database, http, irc, listen, log, metrics, names, onion, serverKeys, tls } from './schema-server.ts';

/** Every table of the file, in the order people read it. Names in code are the names in the file. */
export const configSchema = z.strictObject({
  ...serverKeys,
  database: database.prefault({}),
  names: names.prefault({}),
  listen: listen.prefault({}),
  tls: tls.prefault({}),
  irc: irc.prefault({}),
  onion: onion.prefault({}),
  http: http.prefault({}),
  accounts: accounts.prefault({}),
  guests: guests.prefault({}),
  rooms: rooms.prefault({}),
  history: history.prefault({}),
  federation: federation.prefault({}),
  uploads: uploads.prefault({}),
  push: push.prefault({}),
  opers: opers.prefault({}),
  oper_classes: operClasses.prefault({}),
  limits: limits.prefault({}),
  log: log.prefault({}),
  metrics: metrics.prefault({}),
  backup: backup.prefault({}),
});

/** The running configuration: sizes in bytes, durations in milliseconds, paths absolute, derived names filled in. Never changed. */
export type Config = z.output<typeof configSchema>;

/** A listener's key: `listen.<ListenKey>`. */
export const listenKeys = ['irc', 'irc_websocket', 'xmpp', 'federation', 'components', 'http'] as const;
