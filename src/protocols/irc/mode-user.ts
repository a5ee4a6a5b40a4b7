import { isNoticeKind } from '../../core/operators/notices.ts';
import { operatorOf } from '../../core/operators/operator-of.ts';
import { giveUpRights } from '../../core/operators/take-rights.ts';
import type { Person } from '../../core/presence/person.ts';
import { changeModes } from '../../core/presence/traits.ts';
import { sameName } from '../../lib/fold.ts';
import type { Client } from './client.ts';
import type { Result } from './command.ts';
import { findPerson } from './people-lookup.ts';
import { formatUserModes, traitModes } from './user-modes.ts';

/** MODE <nick> [<modes> [<server notices>]]: one's own only (RFC 2812 3.1.5). */
export function userMode(client: Client, params: readonly string[]): Result {
  const [nick = '', modes] = params;
  const { session } = client;
  if (!session) return undefined;
  const { person } = session;
  if (!sameName(nick, person.nickname)) {
    client.numeric(findPerson(client, nick) ? 'ERR_USERSDONTMATCH' : 'ERR_NOSUCHNICK', ...named(client, nick));
    return undefined;
  }
  if (modes === undefined || modes === '') return showUserModes(client, person);
  return change(client, person, modes, params.slice(2));
}

/** 502 names nobody, 401 who is not here. */
function named(client: Client, nick: string): string[] {
  return findPerson(client, nick) ? [] : [nick];
}

/** 221, and 008 for who is told what happens on the server. */
export function showUserModes(client: Client, person: Person): undefined {
  client.numeric('RPL_UMODEIS', formatUserModes(person));
  const { operator } = person;
  if (operator && operator.notices !== '')
    client.numericText('RPL_SNOMASK', [`+${operator.notices}`], 'Server notice mask');
}

function change(client: Client, person: Person, modes: string, given: readonly string[]): Result {
  let sign = '+';
  let { traits } = person;
  let next = 0;
  let notices: string | undefined;
  let isUnknown = false;
  let givesUp = false;
  for (const letter of modes) {
    if (letter === '+' || letter === '-') sign = letter;
    else if (Object.hasOwn(traitModes, letter)) traits = withTrait(traits, traitModes[letter] as number, sign === '+');
    else if (letter === 's') notices = sign === '+' ? (given[next++] ?? 'ackfor') : '-*';
    // Nobody becomes an operator, or somebody else, by asking for the letter (RFC 2812 3.1.5).
    else if (letter === 'o') givesUp ||= sign === '-';
    else if (letter !== 'r') isUnknown = true;
  }
  if (isUnknown) client.numeric('ERR_UMODEUNKNOWNFLAG');
  changeModes(client.server.core, person, { traits });
  if (givesUp && client.session) giveUpRights(client.server.core, client.session);
  return notices === undefined || (givesUp && !person.operator) ? undefined : wantNotices(client, person, notices);
}

function withTrait(traits: number, trait: number, isSet: boolean): number {
  return isSet ? traits | trait : traits & ~trait;
}

/** +s: `ck` or `+c-k` change what is wanted, `-*` ends it; answered with 008. */
function wantNotices(client: Client, person: Person, wanted: string): Result {
  const { core } = client.server;
  // Clients take it off by habit, too.
  if (wanted === '-*' && !person.operator) return undefined;
  const refused = operatorOf(core, person, 'notices');
  if (refused || !person.operator) return refused;
  const letters = new Set(wanted === '-*' ? '' : person.operator.notices);
  let isAdding = true;
  for (const letter of wanted) {
    if (letter === '+' || letter === '-') isAdding = letter === '+';
    else if (isNoticeKind(letter) && isAdding) letters.add(letter);
    else letters.delete(letter);
  }
  const notices = [...letters].sort().join('');
  changeModes(core, person, { operator: { ...person.operator, notices } });
  client.numericText('RPL_SNOMASK', [`+${notices}`], 'Server notice mask');
  return undefined;
}
