import { catchUp } from './catch-up.ts';
import { connects } from './connects.ts';
import { direct } from './direct.ts';
import { fanOut } from './fan-out.ts';
import type { Figure } from './figure.ts';
import { historyRows } from './history.ts';
import { idle } from './idle.ts';
import { pages } from './pages.ts';

const plain = { tls: false, history: false, peers: true } as const;
const kept = { history: true, peers: false } as const;
const irc = { ...plain, wires: ['irc'] } as const;
const xmpp = { ...plain, wires: ['xmpp'] } as const;

/** Without flood control, which makes clients wait between two pages; queues have their usual limits. */
const away = { limits: 'flood = false' } as const;
const byPages = { how: 'pages', waves: 4 } as const;
const byReplay = { how: 'replay', waves: 4 } as const;

/** Every figure, in the order of the table. */
export const figures: readonly Figure[] = [
  fanOut({ ...irc, name: 'irc-fanout', title: 'IRC room fan-out, 32 in flight' }, 32),
  fanOut({ ...irc, name: 'irc-fanout-1', title: 'IRC room fan-out, 1 in flight' }, 1),
  fanOut({ ...irc, ...kept, name: 'irc-fanout-history', title: 'IRC room fan-out, committed first, 32 in flight' }, 32),
  fanOut({ ...xmpp, name: 'muc-fanout', title: 'MUC fan-out, 32 in flight' }, 32),
  fanOut({ ...plain, wires: ['irc', 'xmpp'], name: 'mixed-fanout', title: 'mixed room fan-out, 32 in flight' }, 32),
  direct({ ...irc, name: 'irc-direct', title: 'IRC direct messages' }),
  direct({ ...xmpp, name: 'xmpp-direct', title: 'XMPP direct messages' }),
  connects({ ...irc, name: 'irc-connects', title: 'IRC registrations' }),
  connects({ ...xmpp, name: 'xmpp-connects', title: 'XMPP logins (PLAIN)' }),
  connects({ ...irc, tls: true, name: 'tls-connects', title: 'IRC registrations over TLS' }),
  connects({ ...xmpp, tls: true, name: 'xmpp-tls-connects', title: 'XMPP logins over TLS' }),
  idle({ ...irc, name: 'irc-idle', title: 'memory of an idle IRC connection' }),
  idle({ ...xmpp, name: 'xmpp-idle', title: 'memory of an idle XMPP connection' }),
  idle({ ...irc, tls: true, name: 'tls-idle', title: 'memory of an idle IRC connection over TLS' }),
  idle({ ...xmpp, tls: true, name: 'xmpp-tls-idle', title: 'memory of an idle XMPP connection over TLS' }),
  historyRows,
  pages({ wires: ['irc'], name: 'irc-pages', title: 'CHATHISTORY pages of 50' }),
  pages({ wires: ['xmpp'], name: 'xmpp-pages', title: 'MAM pages of 50' }),
  catchUp({ ...away, name: 'irc-catch-up-1', title: 'catch-up by pages, 1 client' }, { ...byPages, clients: 1 }),
  catchUp({ ...away, name: 'irc-catch-up-8', title: 'catch-up by pages, 8 clients' }, { ...byPages, clients: 8 }),
  catchUp({ ...away, name: 'irc-replay-1', title: 'catch-up by replay, 1 client' }, { ...byReplay, clients: 1 }),
  catchUp({ ...away, name: 'irc-replay-8', title: 'catch-up by replay, 8 clients' }, { ...byReplay, clients: 8 }),
  catchUp(
    { ...away, name: 'irc-playback-8', title: 'catch-up by *playback, 8 clients' },
    { ...byReplay, how: 'playback', clients: 8 },
  ),
];
