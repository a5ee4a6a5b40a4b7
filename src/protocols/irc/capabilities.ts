import { pushSender } from '../../core/push/state.ts';
import type { Client } from './client.ts';
import { VALUE_BYTES } from './metadata/value-bytes.ts';
import { mayLogIn } from './may-log-in.ts';
import { isStsOffered, stsValue } from './sts.ts';
import { mechanismList } from './sasl-peer.ts';

/**
 * Bits of the capabilities a client may have switched on; a set of them is their sum. Those below 2^31 can be asked for with `&`, so
 * that forms and other hot places do; those above only with `hasCap`.
 */
export const Cap = {
  accountNotify: 1 << 0,
  accountTag: 1 << 1,
  awayNotify: 1 << 2,
  batch: 1 << 3,
  capNotify: 1 << 4,
  chathistory: 1 << 5,
  chghost: 1 << 6,
  echoMessage: 1 << 7,
  extendedJoin: 1 << 8,
  labeledResponse: 1 << 9,
  messageTags: 1 << 10,
  multiPrefix: 1 << 11,
  sasl: 1 << 12,
  serverTime: 1 << 13,
  standardReplies: 1 << 14,
  userhostInNames: 1 << 15,
  setname: 1 << 16,
  inviteNotify: 1 << 17,
  eventPlayback: 1 << 18,
  multiline: 1 << 19,
  redaction: 1 << 20,
  readMarker: 1 << 21,
  metadata2: 1 << 22,
  metadata3: 1 << 23,
  selfMessage: 1 << 24,
  edit: 1 << 25,
  channelRename: 1 << 26,
  relaymsg: 1 << 27,
  noImplicitNames: 1 << 28,
  extendedMonitor: 1 << 29,
  languages: 1 << 30,
  accountRegistration: 2 ** 32,
  extendedIsupport: 2 ** 33,
  preAway: 2 ** 34,
  playback: 2 ** 35,
  persistence: 2 ** 36,
  search: 2 ** 37,
  webpush: 2 ** 38,
  authtoken: 2 ** 39,
  sts: 2 ** 40,
  draftNoImplicitNames: 2 ** 41,
} as const;

/** One name that CAP LS offers. */
export interface Capability {
  readonly bit: number;
  /** What stands behind `=` for clients of version 302; empty for nothing. */
  readonly value?: (client: Client) => string;
  /** Offered to this client? To everybody where it is not said. */
  readonly isOffered?: (client: Client) => boolean;
  /** It only informs: asking for it is refused (IRCv3 sts). */
  readonly isInformational?: true;
}

/** What clients must know of METADATA ("`draft/metadata-2` Capability"). */
function metadataLimits({ server }: Client): string {
  const { metadataKeys, metadataSubs } = server.core.config.limits;
  return `before-connect,max-subs=${metadataSubs},max-keys=${metadataKeys},max-value-bytes=${VALUE_BYTES}`;
}

/** Everything that is offered, by its name on the wire: what is not here is not understood. */
export const capabilities: Readonly<Record<string, Capability>> = {
  'account-notify': { bit: Cap.accountNotify },
  'account-tag': { bit: Cap.accountTag },
  'away-notify': { bit: Cap.awayNotify },
  batch: { bit: Cap.batch },
  'cap-notify': { bit: Cap.capNotify },
  'causeway.chat/edit': { bit: Cap.edit },
  chghost: { bit: Cap.chghost },
  'draft/account-registration': {
    bit: Cap.accountRegistration,
    value: registrationKeys,
    isOffered: (client) => client.server.core.config.registration === 'open' && mayLogIn(client),
  },
  'draft/channel-rename': { bit: Cap.channelRename },
  'draft/chathistory': { bit: Cap.chathistory },
  'draft/event-playback': { bit: Cap.eventPlayback },
  'draft/extended-isupport': { bit: Cap.extendedIsupport },
  'draft/message-redaction': { bit: Cap.redaction },
  'draft/metadata-2': { bit: Cap.metadata2, value: metadataLimits },
  'draft/metadata-3': { bit: Cap.metadata3, value: metadataLimits },
  'draft/multiline': {
    bit: Cap.multiline,
    value: ({ server }) => `max-bytes=${server.config.multiline.bytes},max-lines=${server.config.multiline.lines}`,
  },
  'draft/no-implicit-names': { bit: Cap.draftNoImplicitNames },
  'draft/persistence': { bit: Cap.persistence },
  'draft/pre-away': { bit: Cap.preAway },
  'draft/read-marker': { bit: Cap.readMarker },
  'draft/relaymsg': {
    bit: Cap.relaymsg,
    value: ({ server }) => server.config.relaySeparators,
    isOffered: ({ server }) => server.config.relaySeparators !== '',
  },
  'draft/webpush': { bit: Cap.webpush, isOffered: sendsPushes },
  'echo-message': { bit: Cap.echoMessage },
  'extended-join': { bit: Cap.extendedJoin },
  'extended-monitor': { bit: Cap.extendedMonitor },
  'invite-notify': { bit: Cap.inviteNotify },
  'labeled-response': { bit: Cap.labeledResponse },
  'message-tags': { bit: Cap.messageTags },
  'multi-prefix': { bit: Cap.multiPrefix },
  'no-implicit-names': { bit: Cap.noImplicitNames },
  sasl: {
    bit: Cap.sasl,
    value: mechanismList,
    isOffered: (client) => mayLogIn(client) && mechanismList(client) !== '',
  },
  'server-time': { bit: Cap.serverTime },
  setname: { bit: Cap.setname },
  'soju.im/search': { bit: Cap.search },
  'soju.im/webpush': { bit: Cap.webpush, isOffered: sendsPushes },
  'standard-replies': { bit: Cap.standardReplies },
  sts: { bit: Cap.sts, value: stsValue, isOffered: isStsOffered, isInformational: true },
  'userhost-in-names': { bit: Cap.userhostInNames },
  'znc.in/playback': { bit: Cap.playback },
  // Copies of what other sessions said are shown to everybody; who asks for them says that it can tell.
  'znc.in/self-message': { bit: Cap.selfMessage },
};

function sendsPushes({ server }: Client): boolean {
  return pushSender(server.core) !== undefined;
}

/** IRCv3 account-registration, "Capability". The account is called like the nick, so there is no `custom-account-name`. */
function registrationKeys({ server }: Client): string {
  const keys: string[] = [];
  if (server.config.registersBeforeConnect) keys.push('before-connect');
  if (server.core.config.email === 'required') keys.push('email-required');
  return keys.join(',');
}

/** Those by which an event is spelt differently: clients that agree in these share a form. All below 2^31. */
export const SPELLING_CAPS =
  Cap.accountNotify |
  Cap.accountTag |
  Cap.awayNotify |
  Cap.chghost |
  Cap.channelRename |
  Cap.extendedJoin |
  Cap.extendedMonitor |
  Cap.inviteNotify |
  Cap.messageTags |
  Cap.multiline |
  Cap.readMarker |
  Cap.relaymsg |
  Cap.metadata2 |
  Cap.metadata3 |
  Cap.serverTime |
  Cap.setname |
  Cap.redaction |
  Cap.edit;

export function hasCap(caps: number, cap: number): boolean {
  return cap < 2 ** 31 ? (caps & cap) !== 0 : Math.floor(caps / cap) % 2 === 1;
}

export function withCap(caps: number, cap: number): number {
  return hasCap(caps, cap) ? caps : caps + cap;
}

export function withoutCap(caps: number, cap: number): number {
  return hasCap(caps, cap) ? caps - cap : caps;
}

/** What is offered to this client under that name, if anything. */
export function offered(client: Client, name: string): Capability | undefined {
  const found = Object.hasOwn(capabilities, name) ? capabilities[name] : undefined;
  return found && (found.isOffered?.(client) ?? true) ? found : undefined;
}

/** The names of the capabilities in `caps`, in order. */
export function capabilityNames(caps: number): string[] {
  return Object.entries(capabilities)
    .filter(([, { bit }]) => hasCap(caps, bit))
    .map(([name]) => name);
}
