import { helpLines } from '../../../core/commands/services/help.ts';
import type { ServiceName } from '../../../core/commands/services/service-command.ts';
import { isSecret, readSentence, syntaxOf, type Said } from '../../../core/commands/services/service-text.ts';
import { commandsOf } from '../../../core/commands/services/table.ts';
import { exitCodes } from '../../../core/commands/result.ts';
import { hasRight } from '../../../core/operators/operator-of.ts';
import type { Right } from '../../../core/operators/rights.ts';
import type { Client } from '../client.ts';
import type { Result } from '../command.ts';
import type { Pseudo } from '../pseudo.ts';
import { sayAs, serviceMask } from '../pseudo.ts';
import { serviceNamesOf } from './names.ts';
import { serviceWireOf } from './wire.ts';

/** Bytes of one line of a service, so that it fits whatever stands before it. */
const LINE_BYTES = 400;

/** A service as IRC knows it: somebody to write to, who answers in notices (SEMANTICS 8). */
export function service(name: ServiceName): Pseudo {
  const self: Pseudo = {
    name,
    mask: serviceMask(name),
    told: (client, text) => answer(client, self, text),
  };
  return self;
}

function answer(client: Client, self: Pseudo, text: string): Result {
  const commands = commandsOf(self.name as ServiceName).filter(({ right }) => mayUse(client, right));
  const [first = '', ...others] = text.trim().split(/\s+/);
  if (/^help$/i.test(first)) return say(client, self, helpLines(self.name as ServiceName, commands, others.join(' ')));
  // A client's own requests (CTCP) are not for services.
  if (text.startsWith('\x01')) return undefined;
  const said = readSentence(commands, text);
  if (!said) return say(client, self, [`I do not know that. /msg ${self.name} HELP lists what I do.`]);
  return said.excess === undefined ? carryOut(client, self, said) : say(client, self, tooMany(said));
}

/** Words of a password are not repeated. */
function tooMany({ command, excess }: Said): string[] {
  const what = isSecret(command) ? 'There is a word too many' : `There is a word too many: ${excess}`;
  return [what, `It goes: ${syntaxOf(command)}`];
}

/** Commands that need an operator's right are unknown to everybody else. */
function mayUse({ session, server }: Client, right: Right | undefined): boolean {
  return right === undefined || (session !== undefined && hasRight(server.core, session.person, right));
}

async function carryOut(client: Client, self: Pseudo, { command, given }: Said): Promise<undefined> {
  const { session, server } = client;
  if (!session) return undefined;
  const context = { core: server.core, session, names: serviceNamesOf(client), wire: serviceWireOf(client) };
  const { exit, lines } = await command.call(context, given);
  if (!session.isAttached) return undefined;
  const isUsage = exit === exitCodes.usage;
  // Whoever got the arguments wrong is told how they go; the table's own path is not for people.
  const shown = isUsage ? lines.map((line) => line.replace(`${command.path}: `, '')) : lines;
  say(client, self, isUsage ? [...shown, `It goes: ${syntaxOf(command)}`] : shown);
  return undefined;
}

function say(client: Client, self: Pseudo, lines: readonly string[]): undefined {
  for (const line of lines) for (const piece of pieces(line)) sayAs(client, self, piece);
  return undefined;
}

/** A long line in several, broken at spaces where there are any. */
function pieces(line: string): string[] {
  if (Buffer.byteLength(line) <= LINE_BYTES) return [line];
  const found: string[] = [];
  let current = '';
  for (const word of line.split(' ')) {
    if (current !== '' && Buffer.byteLength(current) + 1 + Buffer.byteLength(word) > LINE_BYTES) {
      found.push(current);
      current = '';
    }
    current += current === '' ? word : ` ${word}`;
  }
  return [...found, current];
}
