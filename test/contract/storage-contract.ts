import { after, before, describe } from 'node:test';
import type { Storage } from '../../src/core/ports.ts';
import { accountsContract } from './accounts-contract.ts';
import { bouncerContract } from './bouncer-contract.ts';
import { appendContract } from './append-contract.ts';
import { bansContract } from './bans-contract.ts';
import { certificatesContract } from './certificates-contract.ts';
import { historyContract } from './history-contract.ts';
import { homeContract } from './home-contract.ts';
import { inboxContract } from './inbox-contract.ts';
import { pageContract } from './page-contract.ts';
import { pushContract } from './push-contract.ts';
import { roomsContract } from './rooms-contract.ts';
import { searchContract } from './search-contract.ts';
import { rostersContract } from './rosters-contract.ts';
import { uploadsContract } from './uploads-contract.ts';

/** Gives the storage under test; valid inside tests. */
export type UnderTest = () => Storage;

/** What every storage promises (src/core/ports.ts). The storage may hold other data: tests use keys of their own. */
export function storageContract(name: string, open: () => Promise<Storage>): void {
  describe(`${name} storage`, () => {
    let storage: Storage | undefined;
    const underTest: UnderTest = () => {
      if (!storage) throw new Error('the storage was not opened');
      return storage;
    };
    before(async () => {
      storage = await open();
    });
    after(() => storage?.close());
    accountsContract(underTest);
    certificatesContract(underTest);
    roomsContract(underTest);
    appendContract(underTest);
    pageContract(underTest);
    inboxContract(underTest);
    rostersContract(underTest);
    historyContract(underTest);
    bouncerContract(underTest);
    searchContract(underTest);
    bansContract(underTest);
    uploadsContract(underTest);
    pushContract(underTest);
    homeContract(underTest);
  });
}
