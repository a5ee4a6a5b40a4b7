import { makeAddress } from '../../lib/address.ts';
import { randomToken } from '../../lib/id.ts';
import type { Core } from '../core.ts';
import type { AccountRecord } from '../ports.ts';
import { occupantIdOf } from './people.ts';
import type { Person } from './person.ts';
import { renameByForce } from './rename-person.ts';

/** Who somebody is, apart from what they are called. */
export type Identity = Pick<Person, 'kind' | 'address' | 'mask' | 'occupantId' | 'account'>;

export function accountIdentity(core: Core, account: AccountRecord): Identity {
  const address = makeAddress(account.key, core.config.domain);
  return { kind: 'account', address, mask: address.bare, occupantId: occupantIdOf(core.secret, address), account };
}

/** A new one; nobody is the same guest twice. */
export function guestIdentity(core: Core, { ident, host }: { ident: string; host: string }): Identity {
  const local = `guest-${randomToken(4)}`;
  const address = makeAddress(local, core.config.guestsDomain);
  const mask = `${ident === '' ? local : ident}@${host === '' ? address.domain : host}`;
  return { kind: 'guest', address, mask, occupantId: occupantIdOf(core.secret, address), account: undefined };
}

/** Somebody who is in no index and no room yet. */
export function makePerson(identity: Identity, nickname: string): Person {
  // Field by field: of an object that is spread from another V8 makes a shape of its own for everybody here.
  return {
    kind: identity.kind,
    address: identity.address,
    mask: identity.mask,
    occupantId: identity.occupantId,
    account: identity.account,
    nickname,
    displayName: identity.account?.displayName || nickname,
    sessions: [],
    occupancies: new Map(),
    availability: undefined,
    traits: 0,
    operator: undefined,
  };
}

/** Somebody is here from now on. */
export function appear(core: Core, person: Person): void {
  evict(core, person, person.nickname);
  core.people.add(person);
}

/** An account's name is its holder's: whoever else wears it is called otherwise from now on (SEMANTICS 1.3). */
export function evict(core: Core, owner: Person, nickname: string): void {
  const squatter = core.people.byNickname(nickname) ?? core.people.byLook(nickname);
  if (squatter && squatter !== owner) renameByForce(core, squatter, ownNickname(core, squatter));
}

/** What somebody is called who may not be called otherwise; nobody else is then. */
export function ownNickname(core: Core, person: Person): string {
  const { account, address } = person;
  if (account) evict(core, person, account.name);
  if (account) return account.name;
  const nickname = `Guest-${address.local.slice('guest-'.length)}`;
  const holder = core.people.byNickname(nickname);
  return holder && holder !== person ? `Guest-${randomToken(6)}` : nickname;
}
