import type { Bare } from '../../lib/address.ts';
import type { Core } from '../core.ts';
import { refuse, type Refusal } from '../refusal.ts';

/** Why no room here may be called so; whether there is one already is for the caller to ask. */
export function checkRoomName(core: Core, address: Bare, name: string): Refusal | undefined {
  if (!address.endsWith(`@${core.config.roomsDomain}`)) return refuse('room-name-invalid', name);
  return Buffer.byteLength(name) > core.config.limits.roomName ? refuse('room-name-invalid', name) : undefined;
}
