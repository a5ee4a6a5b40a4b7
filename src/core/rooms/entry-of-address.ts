import type { Bare } from '../../lib/address.ts';
import { keyOfAddress } from '../accounts/names.ts';
import type { Core } from '../core.ts';
import type { MaskList } from './list-entry.ts';

/** How an address stands on a list: an outcast by the mask that people of that address have, a member by account. */
export function entryOfAddress(core: Core, list: MaskList, address: Bare): string {
  const key = keyOfAddress(address, core.config.domain);
  if (list === 'invitation' && key !== undefined) return `a:${core.accounts.peek(key)?.name ?? key}`;
  return `*!${address.includes('@') ? address : `*@${address}`}`;
}
