import { isAway } from '../../../core/presence/availability.ts';
import { valuesOf } from '../../../core/metadata/metadata.ts';
import { Trait, type Person } from '../../../core/presence/person.ts';
import { Client } from '../client.ts';
import type { Command } from '../command.ts';
import { irc } from '../config.ts';
import { joinWithin } from '../join-within.ts';
import { hasMetadata } from '../metadata/sync.ts';
import { prefixOf } from '../names-list.ts';
import { findPerson } from '../people-lookup.ts';
import { findPseudo } from '../pseudo.ts';
import { isThisServer } from '../this-server.ts';
import { maySeeAddress, mayMeet, roomsInSight } from '../sight.ts';
import { channelOfRoom } from '../spelling.ts';
import { awayText } from '../spell.ts';
import { idleSeconds, splitMask } from '../who-reply.ts';

/** WHOIS [<server or nick>] <nick>{,<nick>} -- RFC 2812 3.6.2 */
export const whois: Command = {
  split([first = '', second]) {
    const nicks = [...new Set((second ?? first).split(',').filter(Boolean))];
    if (nicks.length > irc.manyTargets) return undefined;
    return nicks.map((nick) => (second === undefined ? [nick] : [nick, first]));
  },
  run(client, [nick = '', server]) {
    if (nick === '') return void client.numeric('ERR_NONICKNAMEGIVEN');
    if (server !== undefined && !isThisServer(client, server)) return void client.numeric('ERR_NOSUCHSERVER', server);
    const person = findPerson(client, nick);
    const pseudo = person ? undefined : findPseudo(client.server, nick);
    if (person) show(client, person);
    else if (pseudo) showService(client, pseudo);
    else client.numeric('ERR_NOSUCHNICK', nick);
    client.numeric('RPL_ENDOFWHOIS', person?.nickname ?? pseudo?.name ?? nick);
    return undefined;
  },
};

function show(client: Client, person: Person): void {
  const { nickname, mask, account, availability, operator, sessions, traits } = person;
  const { user, host } = splitMask(mask);
  client.numericText('RPL_WHOISUSER', [nickname, user, host, '*'], person.displayName);
  showRooms(client, person);
  client.numericText('RPL_WHOISSERVER', [nickname, client.server.config.serverName], client.server.config.network);
  if (operator) client.numericText('RPL_WHOISOPERATOR', [nickname], operator.whois);
  if ((traits & Trait.bot) !== 0) client.numeric('RPL_WHOISBOT', nickname);
  if (sessions.length > 0 && sessions.every(({ isSecure }) => isSecure)) client.numeric('RPL_WHOISSECURE', nickname);
  if (account) client.numeric('RPL_WHOISACCOUNT', nickname, account.name);
  if (maySeeAddress(client, person)) showConnections(client, person);
  if (availability && isAway(availability)) client.numericText('RPL_AWAY', [nickname], awayText(availability));
  showMetadata(client, person);
  // SEMANTICS 3.1: how long somebody has been idle is for who shares a room with them, and themselves.
  if (sessions.length === 0 || !mayMeet(client, person)) return;
  const since = Math.min(...sessions.map((session) => session.since));
  client.numeric('RPL_WHOISIDLE', nickname, String(idleSeconds(client, person)), String(Math.floor(since / 1000)));
}

/** 319, in as many lines as it takes. */
function showRooms(client: Client, person: Person): void {
  const names: string[] = [];
  for (const occupant of roomsInSight(client, person)) {
    names.push(prefixOf(client, occupant) + channelOfRoom(client.server.core, occupant.room));
  }
  for (const text of joinWithin(names, ' ')) client.numeric('RPL_WHOISCHANNELS', person.nickname, text);
}

/** IRCv3 metadata, "`RPL_WHOISKEYVALUE` numeric": a few, to those who know what it is. */
function showMetadata(client: Client, person: Person): void {
  if (!hasMetadata(client)) return;
  const values = Object.entries(valuesOf(client.server.core.metadata, { person })).slice(0, MOST_VALUES);
  for (const [key, value] of values) client.numericText('RPL_WHOISKEYVALUE', [person.nickname, key, '*'], value);
}

const MOST_VALUES = 10;

/** Where each session comes from and what it showed of itself; for its owner and for operators (SEMANTICS 3.1). */
function showConnections(client: Client, { nickname, sessions }: Person): void {
  // modern.ircdocs.horse, 338: "<client> <nick> <username>@<hostname> <ip>" among its forms; nobody's host name is looked up.
  const from = sessions.map(
    ({ endpoint, ip }) => `${endpoint instanceof Client ? `~${endpoint.ident}` : '*'}@${ip} ${ip}`,
  );
  for (const each of new Set(from)) client.numeric('RPL_WHOISACTUALLY', nickname, ...each.split(' '));
  for (const { endpoint } of sessions) {
    const print = endpoint instanceof Client ? endpoint.connection.tls?.certificateFingerprint : undefined;
    if (print) client.numericText('RPL_WHOISCERTFP', [nickname], `has client certificate fingerprint ${print}`);
  }
  if (client.session?.person.nickname !== nickname) return;
  for (const { wire, device } of sessions) {
    if (wire === 'xmpp') client.numericText('RPL_WHOISSPECIAL', [nickname], `XMPP: ${device}`);
  }
}

function showService(client: Client, { name, mask }: { readonly name: string; readonly mask: string }): void {
  const { user, host } = splitMask(mask);
  client.numericText('RPL_WHOISUSER', [name, user, host, '*'], 'Service of this server');
  client.numericText('RPL_WHOISSERVER', [name, client.server.config.serverName], client.server.config.network);
}
