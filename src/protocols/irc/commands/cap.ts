import { reform } from '../../../core/rooms/room.ts';
import { Cap, capabilities, capabilityNames, offered, withCap, withoutCap } from '../capabilities.ts';
import type { Client } from '../client.ts';
import type { Command, Result } from '../command.ts';
import { joinWithin } from '../join-within.ts';
import { register } from '../registration.ts';
import { cutBytes, formatLine } from '../wire/format.ts';

/** CAP <subcommand> … -- IRCv3 capability-negotiation */
export const cap: Command = {
  params: 1,
  before: 'also',
  run(client, [subcommand = '', argument = '']) {
    const run = subcommands[subcommand.toUpperCase()];
    if (run) return run(client, argument);
    client.numeric('ERR_INVALIDCAPCMD', subcommand);
    return undefined;
  },
};

const subcommands: Readonly<Record<string, (client: Client, argument: string) => Result>> = {
  LS: list,
  LIST: (client) => say(client, 'LIST', capabilityNames(client.caps)),
  REQ: request,
  END(client) {
    client.isNegotiating = false;
    return register(client);
  },
};

/** Bytes of capability names in one line; the rest of it is the server's name, the nick and the subcommand. */
const LINE_BYTES = 350;
/** Bytes of a request that are repeated as they came. */
const REQUEST_BYTES = 400;

function list(client: Client, argument: string): undefined {
  const version = /^\d{1,6}$/.test(argument) ? Number(argument) : 301;
  client.capVersion = Math.max(client.capVersion, version);
  if (!client.session) client.isNegotiating = true;
  // CAP LS 302 implies cap-notify ("cap-notify").
  if (client.capVersion >= 302) client.caps = withCap(client.caps, Cap.capNotify);
  const names = Object.keys(capabilities).filter((name) => offered(client, name));
  say(
    client,
    'LS',
    names.map((name) => (client.capVersion >= 302 ? withValue(client, name) : name)),
  );
}

function withValue(client: Client, name: string): string {
  const value = capabilities[name]?.value?.(client) ?? '';
  return value === '' ? name : `${name}=${value}`;
}

/** One line, or several of which all but the last say that more follow. */
function say(client: Client, subcommand: string, names: readonly string[]): undefined {
  const texts = joinWithin(client.capVersion >= 302 ? names : fitting(names), ' ', LINE_BYTES);
  const last = texts.pop() ?? '';
  for (const text of texts) answer(client, subcommand, '*', text);
  answer(client, subcommand, last);
}

/**
 * What old clients are told, who read one line only ("Multiline replies"): names without a `/` first, as drafts came after them.
 * They may ask for the others all the same.
 */
function fitting(names: readonly string[]): string[] {
  const byAge = [...names.filter((name) => !name.includes('/')), ...names.filter((name) => name.includes('/'))];
  let bytes = 0;
  return byAge.filter((name) => (bytes += name.length + 1) <= LINE_BYTES).sort();
}

function answer(client: Client, ...params: readonly string[]): void {
  client.replies.line(formatLine(client.server.config.serverName, 'CAP', [client.nick, ...params]));
}

/** All of them or none ("CAP REQ"). */
function request(client: Client, argument: string): undefined {
  if (!client.session) client.isNegotiating = true;
  const names = argument.split(' ').filter(Boolean);
  const caps = requested(client, names);
  if (caps === undefined) return void answer(client, 'NAK', cutBytes(argument, REQUEST_BYTES));
  if (Buffer.byteLength(argument) <= REQUEST_BYTES) answer(client, 'ACK', argument);
  else for (const text of joinWithin(names, ' ', LINE_BYTES)) answer(client, 'ACK', text);
  if (caps === client.caps) return;
  client.caps = caps;
  client.form = client.server.forms.of(caps);
  if (client.session) reform(client.session);
}

/** What the client would have then, or undefined where it asks for something that there is not. */
function requested(client: Client, names: readonly string[]): number | undefined {
  let { caps } = client;
  for (const name of names) {
    const isRemoval = name.startsWith('-');
    // What was switched on can be switched off, whatever is offered now.
    const capability = isRemoval
      ? Object.hasOwn(capabilities, name.slice(1))
        ? capabilities[name.slice(1)]
        : undefined
      : offered(client, name);
    if (!capability || capability.isInformational) return undefined;
    // Who negotiates with 302 has cap-notify for good ("cap-notify").
    if (isRemoval && capability.bit === Cap.capNotify && client.capVersion >= 302) return undefined;
    caps = isRemoval ? withoutCap(caps, capability.bit) : withCap(caps, capability.bit);
  }
  return caps;
}
