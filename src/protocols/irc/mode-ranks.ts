import { isRefusal, refuse, type Outcome } from '../../core/refusal.ts';
import { affiliate } from '../../core/rooms/affiliate.ts';
import { roleFor } from '../../core/rooms/policy/policies.ts';
import { atLeast, type Affiliation } from '../../core/rooms/rank.ts';
import { findOccupant, type Occupant, type Room } from '../../core/rooms/room.ts';
import { setRole, setVoice } from '../../core/rooms/set-role.ts';
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
    const role = isSet ? 'moderator' : roleFor(target);
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

/** Holders of accounts are members by it, where everybody may speak; otherwise it is a voice for this stay. */
function voice(client: Client, target: Occupant, isSet: boolean): Outcome {
  const { affiliation, role, person } = target;
  if (!client.session) return undefined;
  const isHeard = role !== 'visitor';
  if (!isSet && affiliation === 'member') return give(client, target, 'member', false);
  // The highest rank counts, and giving a lower one changes nothing.
  if (isSet && (atLeast(affiliation, 'admin') || (affiliation === 'member' && isHeard))) return undefined;
  const isLasting = person.kind === 'account' && affiliation === 'none' && role === 'participant';
  if (isSet && isLasting && !target.room.record.settings.moderated) return give(client, target, 'member', true);
  return setVoice(client.server.core, client.session, target, isSet);
}
