import { fold, type Folded } from '../../lib/fold.ts';
import { encodeLine, formatLine } from './wire/format.ts';
import type { Client } from './client.ts';
import type { Result } from './command.ts';
import type { IrcServer } from './server.ts';
import { eventTags } from './spelt.ts';

/** A name that answers direct messages and is nobody: a service, `*status`. It is in no room and in no list of people. */
export interface Pseudo {
  /** As shown. */
  readonly name: string;
  /** `ident@host` in the source of its lines. */
  readonly mask: string;
  /**
   * Somebody wrote to it: what a command would be given back, and answers with `sayAs`, so that labels and batches are right.
   * Called for PRIVMSG only: a NOTICE is never answered (RFC 2812 3.3.2), tags alone say nothing to it.
   */
  told(client: Client, text: string): Result;
}

/** By folded name; filled from `pseudos.ts` when the server is made. */
export type Pseudos = ReadonlyMap<Folded, Pseudo>;

/** Who answers under that name, a server or not behind it (`NickServ@example.org`). */
export function findPseudo(server: IrcServer, target: string): Pseudo | undefined {
  if (server.pseudos.size === 0) return undefined;
  const at = target.indexOf('@');
  if (at < 0) return server.pseudos.get(fold(target));
  const { domain } = server.core.config;
  const host = fold(target.slice(at + 1));
  const isOurs = host === domain || host === fold(server.config.serverName);
  return isOurs ? server.pseudos.get(fold(target.slice(0, at))) : undefined;
}

/** `ident@host` of a service. */
export function serviceMask(name: string): string {
  return `${name}@services`;
}

/** The source of its lines. */
export function serviceSource(name: string): string {
  return `${name}!${serviceMask(name)}`;
}

/** One line from it to the client, part of the answer to the command that runs. */
export function sayAs(
  client: Client,
  { name, mask }: Pick<Pseudo, 'name' | 'mask'>,
  text: string,
  isNotice = true,
): void {
  const line = formatLine(`${name}!${mask}`, isNotice ? 'NOTICE' : 'PRIVMSG', [client.nick, text]);
  const tags = eventTags(client.server.core.clock.now(), undefined, client.caps);
  client.replies.rendered(encodeLine(line, tags));
}
