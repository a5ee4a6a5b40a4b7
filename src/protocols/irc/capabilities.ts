/** Bits of the capabilities a client has switched on. */
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
} as const;

/** Everything that is offered, by its name on the wire: what is not here is not understood. */
export const capabilities: Readonly<Record<string, number>> = {
  'account-notify': Cap.accountNotify,
  'account-tag': Cap.accountTag,
  'away-notify': Cap.awayNotify,
  batch: Cap.batch,
  'cap-notify': Cap.capNotify,
  chghost: Cap.chghost,
  'draft/chathistory': Cap.chathistory,
  'echo-message': Cap.echoMessage,
  'extended-join': Cap.extendedJoin,
  'labeled-response': Cap.labeledResponse,
  'message-tags': Cap.messageTags,
  'multi-prefix': Cap.multiPrefix,
  sasl: Cap.sasl,
  'server-time': Cap.serverTime,
  'standard-replies': Cap.standardReplies,
  'userhost-in-names': Cap.userhostInNames,
};

/** Those by which an event is spelt differently: clients that agree in these share a form. */
export const SPELLING_CAPS = Cap.accountTag | Cap.awayNotify | Cap.extendedJoin | Cap.messageTags | Cap.serverTime;

/** The names of the capabilities in `caps`, in order. */
export function capabilityNames(caps: number): string[] {
  return Object.keys(capabilities).filter((name) => caps & (capabilities[name] as number));
}
