import { accountAddress } from '../../core/accounts/names.ts';
import { parseLoginName } from '../../core/accounts/login-name.ts';
import { verifyPassword } from '../../core/accounts/login.ts';
import { attach, seatFollower, type AttachRequest } from '../../core/presence/attach.ts';
import { online } from '../../core/presence/availability.ts';
import { mayBeCalled } from '../../core/presence/may-be-called.ts';
import type { AccountRecord } from '../../core/ports.ts';
import type { Person } from '../../core/presence/person.ts';
import { isRefusal, Later, refuse, type Refusal } from '../../core/refusal.ts';
import { Cap } from './capabilities.ts';
import type { Client } from './client.ts';
import { startTellingRequests } from './contact-requests.ts';
import { guestMask } from './guest-mask.ts';
import type { Result } from './command.ts';
import { findDevice } from './device.ts';
import { showPersistence } from './persistence.ts';
import { mayLogIn } from './may-log-in.ts';
import { startReplay } from './replay.ts';
import { turnAway } from './turn-away.ts';
import { traitsOf } from './user-modes.ts';
import { welcome } from './welcome.ts';

/**
 * Completes the registration if everything for it has been said; otherwise does nothing (RFC 2812 3.1, capability-negotiation).
 * To be called again, as any operation, after `Later`.
 */
export function register(client: Client): Result {
  if (client.session || client.isEnding || client.isNegotiating || client.wantedNick === '' || client.ident === '') {
    return undefined;
  }
  if (client.sasl) {
    client.sasl = undefined;
    client.numeric('ERR_SASLABORTED');
  }
  return client.isAdmitted ? begin(client) : admit(client);
}

/** PASS is the server's password, or an account's as `name:password` (SEMANTICS 1.1). */
async function admit(client: Client): Promise<Exclude<Result, Promise<unknown>>> {
  if (!(await isAdmitted(client))) return undefined;
  return client.isEnding || client.connection.isClosed ? undefined : begin(client);
}

/** An account's devices are looked up before its session begins, so that all of it happens in one turn. */
function begin(client: Client): Result {
  if (!client.account || client.extra?.device?.account === client.account) return enterServer(client);
  return findDevice(client).then(() =>
    client.isEnding || client.connection.isClosed ? undefined : enterServer(client),
  );
}

/** Is the server's password right, where one is asked for, or the account's, where one came? Otherwise this is the end. */
export async function isAdmitted(client: Client): Promise<boolean> {
  if (client.isAdmitted) return true;
  const { checkPassword } = client.server.config;
  const given = client.password;
  client.password = '';
  const refused = checkPassword ? await checkGiven(checkPassword, given) : await logIn(client, given);
  if (refused) {
    client.numericText('ERR_PASSWDMISMATCH', [], refused.text ?? 'Password incorrect');
    client.end('Bad password');
    return false;
  }
  client.isAdmitted = true;
  return true;
}

async function checkGiven(check: (given: string) => Promise<boolean>, given: string): Promise<Refusal | undefined> {
  return (await check(given)) ? undefined : refuse('login-failed');
}

async function logIn(client: Client, given: string): Promise<Refusal | undefined> {
  const colon = given.indexOf(':');
  // A bare PASS where none is asked for means nothing, as everywhere on IRC.
  if (client.account || colon < 1) return undefined;
  if (!mayLogIn(client)) return refuse('not-authorized', undefined, { text: 'Log in over TLS only' });
  const { core } = client.server;
  const name = given.slice(0, colon);
  const account = await verifyPassword(core, name, given.slice(colon + 1), client.connection.remote.ip);
  if (isRefusal(account)) return account;
  client.account = account;
  client.device = parseLoginName(name, core.config.domain)?.device ?? client.device;
  return undefined;
}

function enterServer(client: Client): Refusal | Later | undefined {
  const identity = client.account ? holder(client, client.account) : guest(client);
  if (identity === undefined || identity instanceof Later || isRefusal(identity)) return again(client, identity);
  const { core } = client.server;
  // Rooms that it is in already are shown at once, with what was read of them.
  const wantsMarks = client.account !== undefined && client.has(Cap.readMarker);
  const marks = wantsMarks ? core.marks.get(`${client.account?.key}@${core.config.domain}`) : undefined;
  if (marks instanceof Later) return marks;
  // Who is here already, with or without a session, has the modes that it chose.
  const isHere = client.account !== undefined && isPresent(client, client.account);
  const session = attach(core, {
    identity,
    endpoint: client,
    device: freeDevice(client),
    wire: 'irc',
    follows: true,
    isSecure: client.connection.tls !== undefined,
    ip: client.connection.remote.ip,
    availability: client.extra?.availability ?? online,
  });
  if (isRefusal(session)) return again(client, session);
  client.session = session;
  client.server.unregistered--;
  // Others may already know this account by a display name of its own; a real name is only a guest's or a first one.
  if (session.person.sessions.length === 1 && !session.person.account?.displayName) {
    session.person.displayName = client.realname || session.person.nickname;
  }
  if (!isHere) startModes(client, session.person);
  client.connection.authenticated();
  welcome(client);
  if (client.account && client.has(Cap.persistence)) showPersistence(client, client.account);
  seatFollower(session);
  startReplay(client);
  startTellingRequests(client);
  return undefined;
}

function startModes({ server }: Client, person: Person): void {
  server.core.people.setModes(person, { traits: person.traits | traitsOf(server.config.userModes) });
}

/** A refused nick is asked for again; without a place here there is no going on. */
function again(client: Client, outcome: Refusal | Later | undefined): Refusal | Later | undefined {
  if (outcome === undefined || outcome instanceof Later) return outcome;
  if (outcome.reason === 'server-banned') return turnAway(client, outcome);
  if (outcome.reason !== 'nickname-in-use' && outcome.reason !== 'nickname-invalid') {
    client.end(outcome.text ?? 'You cannot connect now');
    return outcome;
  }
  const nick = client.wantedNick;
  client.wantedNick = '';
  return { ...outcome, about: nick };
}

/** An account that is here already is called as it is; one that comes, where nicknames are free, as it asks to be. */
function holder(client: Client, account: AccountRecord): AttachRequest['identity'] | Refusal | Later {
  const { core } = client.server;
  if (core.config.nicknames === 'account' || isPresent(client, account)) return { account };
  return mayBeCalled(core, account.key, client.wantedNick) ?? { account, nickname: client.wantedNick };
}

function isPresent({ server: { core } }: Client, account: AccountRecord): boolean {
  return core.people.byAddress(accountAddress(account.key, core.config.domain).bare) !== undefined;
}

function guest(client: Client): AttachRequest['identity'] | Refusal | Later | undefined {
  const { core } = client.server;
  const { guests } = core.config;
  const listed = client.extra?.mustLogIn;
  if (
    listed !== undefined ||
    !guests.enabled ||
    (client.connection.isOnion && client.server.config.onionNeedsAccount)
  ) {
    const text = listed ?? 'You must log in with SASL to use this server';
    client.fail('*', 'ACCOUNT_REQUIRED', [], text); // sasl-3.2 names no code; this one is what servers say
    client.end(text);
    return undefined;
  }
  const nickname = client.wantedNick;
  const not = mayBeCalled(core, undefined, nickname);
  if (not) return not;
  return { guest: { nickname, ...guestMask(client) } };
}

/** The device label that came with the login, unless another session has it. */
function freeDevice({ device, account, server }: Client): string {
  if (device === '' || !account) return '';
  const person = server.core.people.byAddress(accountAddress(account.key, server.core.config.domain).bare);
  return person?.sessions.some((session) => session.device === device) ? '' : device;
}
