import type { Bare } from '../../lib/address.ts';
import type { BanRecord } from './ban.ts';

/** Who is kept away from the server. */
export interface BanStore {
  /** All, in the order they were set. */
  list(): Promise<readonly BanRecord[]>;
  /** Inserts, or replaces the one of that kind and subject. */
  save(ban: BanRecord): Promise<void>;
  /** False where there is none. */
  remove(kind: BanRecord['kind'], subject: string): Promise<boolean>;
}

/** Whom accounts do not want to hear of: addresses, domains, masks. They go with the account. */
export interface BlockStore {
  /** Everybody who has a list that is not empty. */
  owners(): Promise<readonly Bare[]>;
  /** In the order they were added. */
  load(owner: Bare): Promise<readonly string[]>;
  /** Does nothing where it is there already. */
  add(owner: Bare, item: string, at: number): Promise<void>;
  remove(owner: Bare, item: string): Promise<void>;
}
