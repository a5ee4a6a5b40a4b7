import { notePosition, positionsOf, type DevicePositions } from '../../core/bouncer/positions.ts';
import type { AccountRecord } from '../../core/ports.ts';
import { isRefusal } from '../../core/refusal.ts';
import { accountAddress } from '../../core/accounts/names.ts';
import { foldResource, type Bare } from '../../lib/address.ts';
import { extraOf } from './client-extra.ts';
import type { Client } from './client.ts';
import { BEAT_MS } from './heartbeat.ts';

/** The device that a client of an account is: what it has been shown is remembered under this name (SEMANTICS 1.1, 6.3). */
export interface Device {
  readonly account: AccountRecord;
  readonly owner: Bare;
  readonly name: string;
  /** Undefined where storage could not tell: then nothing is replayed, and nothing said to have been shown. */
  readonly positions: DevicePositions | undefined;
  /** While what it missed is being shown, and after it has ended, its position stays where it is. */
  isFixed: boolean;
}

/** Clients that say nothing of which device they are. */
const PLAIN = 'irc';

/** To be awaited before the client of an account becomes a session. */
export async function findDevice(client: Client): Promise<void> {
  const { account, server, connection } = client;
  if (!account) return;
  const owner = accountAddress(account.key, server.core.config.domain).bare;
  const name = client.device || connection.tls?.certificateFingerprint || PLAIN;
  const found = await positionsOf(server.core, owner, name);
  extraOf(client).device = { account, owner, name, positions: isRefusal(found) ? undefined : found, isFixed: false };
}

/** `alice/phone` or `alice@phone` as the user name of USER: the label that soju's and ZNC's users write there. */
export function labelOf(userName: string): string {
  const at = userName.search(/[/@]/);
  return at < 0 ? '' : (foldResource(userName.slice(at + 1)) ?? '');
}

/** The device has been shown everything until now. */
export function noteShown(client: Client): void {
  const device = client.extra?.device;
  if (!device?.positions || device.isFixed || !client.session) return;
  if (client.connection.queued > 0) return noteHeard(client, 1);
  notePosition(client.server.core, device.owner, device.name);
}

/**
 * The device was last heard so many beats ago: what was sent to it since then, and shortly before, may be lost on the way, and is
 * shown again.
 */
export function noteHeard(client: Client, beats: number): void {
  const { session, server } = client;
  const device = client.extra?.device;
  if (!device?.positions || device.isFixed || !session) return;
  const until = server.core.clock.now() - (beats + 1) * BEAT_MS;
  if (until > session.since) notePosition(server.core, device.owner, device.name, until);
}

/** The session is over: what comes now is for the next one. */
export function fixPosition(client: Client): void {
  if (client.extra?.device) client.extra.device.isFixed = true;
}
