import { isRefusal, refuse, type Outcome } from '../../core/refusal.ts';
import { affiliate } from '../../core/rooms/affiliate.ts';
import { roleFor } from '../../core/rooms/policy/policies.ts';
import { atLeast, type Affiliation } from '../../core/rooms/rank.ts';
import { moderatorOf } from '../../core/rooms/rights.ts';
import { findOccupant, type Occupant, type Room } from '../../core/rooms/room.ts';
import { setRole } from '../../core/rooms/set-role.ts';
import type { Client } from './client.ts';
import type { RankLetter } from './modes.ts';
import { findPerson } from './people-lookup.ts';

/**
 * Gives or takes a rank (SEMANTICS 4): `q` and `a` are affiliations, `o` is the role of this stay, `v` membership, or the right to
 * speak where not everybody has it. The highest rank counts, and giving a lower one never lowers.
 */
export function changeRank(
  client: Client,
  room: Room,
  nick: string,
  change: { isSet: boolean; letter: RankLetter },
): Outcome {
  const { session } = client;
  if (!session) return undefined;
  const refused = moderatorOf(room, session);
  if (refused) return refused;
  const target = findOccupant(room, nick);
  if (!target) return refuse(findPerson(client, nick) ? 'not-in-room' : 'no-such-nickname', nick);
  const outcome = changes[change.letter](client, target, change.isSet);
  return isRefusal(outcome) ? { ...outcome, about: nick } : outcome;
}

const changes: Readonly<Record<RankLetter, (client: Client, target: Occupant, isSet: boolean) => Outcome>> = {
  q: (client, target, isSet) => give(client, target, 'owner', isSet),
  a(client, target, isSet) {
    return isSet && target.affiliation === 'owner' ? undefined : give(client, target, 'admin', isSet);
  },
  o(client, target, isSet) {
    const role = isSet ? 'moderator' : roleFor(target.room, target.affiliation);
    if (!isSet && atLeast(target.affiliation, 'admin')) return refuse('no-rights', target.nickname);
    return client.session && setRole(client.server.core, client.session, target.room, target.nickname, role);
  },
  v: voice,
};

function give(client: Client, target: Occupant, affiliation: Affiliation, isSet: boolean): Outcome {
  if (!isSet && target.affiliation !== affiliation) return undefined;
  // Lasting ranks belong to accounts (SEMANTICS 1.4).
  if (isSet && target.person.kind === 'guest') {
    return refuse('no-rights', target.nickname, { text: 'Guests cannot have a lasting rank' });
  }
  return (
    client.session &&
    affiliate(client.server.core, client.session, target.room, {
      address: target.person.address.bare,
      affiliation: isSet ? affiliation : 'none',
    })
  );
}

function voice(client: Client, target: Occupant, isSet: boolean): Outcome {
  const { room, role, affiliation, person } = target;
  if (role === 'moderator' || !client.session) return undefined;
  const { core } = client.server;
  if (!isSet && affiliation === 'member') return give(client, target, 'member', false);
  if (isSet && role === 'visitor') return setRole(core, client.session, room, target.nickname, 'participant');
  if (!room.record.settings.moderated) {
    return isSet && person.kind === 'account' && affiliation === 'none'
      ? give(client, target, 'member', true)
      : undefined;
  }
  return isSet ? undefined : setRole(core, client.session, room, target.nickname, 'visitor');
}
