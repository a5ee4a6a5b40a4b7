import { Cap } from '../capabilities.ts';
import type { Client } from '../client.ts';

/** What the two drafts that clients speak call the same things (IRCv3 metadata, "Standard Replies"; draft/metadata-3). */
export interface Dialect {
  readonly invalidKey: string;
  readonly invalidValue: string;
  readonly invalidSubcommand: string;
  readonly tooManySubscriptions: string;
  /** Taking away what is not set is an error. */
  readonly refusesUnset: boolean;
  /** The target of "ask again later" that means everything. */
  readonly allTargets: string | undefined;
}

const second: Dialect = {
  invalidKey: 'KEY_INVALID',
  invalidValue: 'VALUE_INVALID',
  invalidSubcommand: 'SUBCOMMAND_INVALID',
  tooManySubscriptions: 'TOO_MANY_SUBS',
  refusesUnset: true,
  allTargets: undefined,
};

const third: Dialect = {
  invalidKey: 'INVALID_KEY',
  invalidValue: 'INVALID_VALUE',
  invalidSubcommand: 'INVALID_PARAMS',
  tooManySubscriptions: 'LIMIT_REACHED',
  refusesUnset: false,
  allTargets: '*ALL',
};

export function dialectOf(client: Client): Dialect {
  return client.has(Cap.metadata3) ? third : second;
}
