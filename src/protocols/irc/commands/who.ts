import type { Person } from '../../../core/presence/person.ts';
import { Later } from '../../../core/refusal.ts';
import type { Room } from '../../../core/rooms/room.ts';
import { fold } from '../../../lib/fold.ts';
import { matchesMask } from '../../../lib/mask.ts';
import type { Client } from '../client.ts';
import type { Command, Slices } from '../command.ts';
import { irc } from '../config.ts';
import { findPerson } from '../people-lookup.ts';
import { isRoom, mayKnow, openRoom } from '../room-lookup.ts';
import { mayFind, mayLook, maySeeAddress, maySeeInside } from '../sight.ts';
import { showWho, showWhox, splitMask, type Found, type WhoxRequest } from '../who-reply.ts';

/** WHO <channel, nick or mask> [<flags>][%<fields>[,<token>]] -- RFC 2812 3.6.1, IRCv3 whox */
export const who: Command = {
  run(client, [mask = '*', options = '']) {
    const query = read(mask, options);
    if (!mask.startsWith('#')) return show(client, query, peopleLike(client, query));
    const room = openRoom(client, mask);
    if (room instanceof Later) return room;
    return show(client, query, isRoom(room) && mayKnow(client, room) ? occupantsOf(client, room) : []);
  },
};

interface Query {
  readonly mask: string;
  /** What the mask is compared with; empty: whatever is usual. */
  readonly by: string;
  readonly onlyOperators: boolean;
  readonly whox: WhoxRequest | undefined;
}

function read(mask: string, options: string): Query {
  const percent = options.indexOf('%');
  const flags = percent < 0 ? options : options.slice(0, percent);
  const [fields = '', token = ''] = percent < 0 ? [] : options.slice(percent + 1).split(',');
  return {
    mask,
    by: flags.replace(/[^nuhirsa]/g, ''),
    onlyOperators: flags.includes('o'),
    whox: percent < 0 ? undefined : { fields, token: /^\d{1,3}$/.test(token) ? token : '0' },
  };
}

/** Nothing found yet: there is time for something else. */
type Pause = undefined;

/** Those looked at before other work has its turn. */
const PAUSE_AFTER = 512;

function* show(client: Client, query: Query, found: Iterable<Found | Pause>): Slices {
  let lines = 0;
  for (const each of found) {
    if (!each) yield;
    else if (!query.onlyOperators || each.person.operator) {
      if (query.whox) showWhox(client, each, query.whox);
      else showWho(client, each);
      if (++lines % irc.slice === 0) yield;
    }
  }
  client.numeric('RPL_ENDOFWHO', query.mask);
  return undefined;
}

function* occupantsOf(client: Client, room: Room): Iterable<Found> {
  for (const occupant of room.occupants.values()) {
    if (maySeeInside(client, occupant)) yield { person: occupant.person, occupant };
  }
}

/** A nick is found whoever it is; a mask finds neither the invisible nor more than `irc.whoMatches` (RELIABILITY H-08, L-04). */
function* peopleLike(client: Client, query: Query): Iterable<Found | Pause> {
  const exact = query.by === '' ? findPerson(client, query.mask) : undefined;
  if (exact) yield { person: exact, occupant: undefined };
  const isMask = /[*?]/.test(query.mask) || query.mask === '0' || query.by !== '';
  if (exact || !isMask) return;
  client.input?.owe(irc.searchCost);
  const mask = fold(query.mask === '0' ? '*' : query.mask);
  const most = mayLook(client) ? Infinity : irc.whoMatches;
  let looked = 0;
  let matches = 0;
  for (const person of client.server.core.people.all()) {
    if (++looked % PAUSE_AFTER === 0) yield undefined;
    if (!textsOf(client, person, query.by).some((text) => matchesMask(mask, fold(text)))) continue;
    if (!mayFind(client, person)) continue;
    if (++matches > most) return client.numeric('ERR_TOOMANYMATCHES', 'WHO');
    yield { person, occupant: undefined };
  }
}

/** What a mask may match; real addresses only for who may see them. */
function textsOf(client: Client, person: Person, by: string): string[] {
  const { nickname, mask, displayName, account } = person;
  if (by === '') return [nickname, mask, displayName, `${nickname}!${mask}`, splitMask(mask).host];
  const { user, host } = splitMask(mask);
  const ips = by.includes('i') && maySeeAddress(client, person) ? person.sessions.map(({ ip }) => ip) : [];
  const texts: Readonly<Record<string, string>> = {
    n: nickname,
    u: user,
    h: host,
    r: displayName,
    s: client.server.config.serverName,
    a: account?.name ?? '',
  };
  return [...by].flatMap((letter) => texts[letter] ?? []).concat(ips);
}
