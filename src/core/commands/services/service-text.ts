import type { Param } from '../param.ts';
import type { ServiceCommand } from './service-command.ts';

/** What somebody said to a service: which command, with which arguments. */
export interface Said {
  readonly command: ServiceCommand;
  readonly given: Readonly<Record<string, string>>;
  /** The first word of those that are too many. */
  readonly excess: string | undefined;
}

/**
 * Reads a sentence: the verb of a command (one word or two, however cased, or an alias), then its arguments in order; the last
 * one may take the rest. Arguments that may be left out get a word only where there are enough for those that may not.
 * `name=value` stands for an option anywhere behind the verb. Undefined where no command is called so.
 */
export function readSentence(commands: readonly ServiceCommand[], text: string): Said | undefined {
  const words = text.split(' ').filter(Boolean);
  // Two words are tried before one, so that `CERT ADD` is not `CERT`.
  for (const count of [2, 1]) {
    const verb = words.slice(0, count).join(' ').toUpperCase();
    const command = commands.find((each) => each.verb === verb || each.aliases.includes(verb));
    if (command) return { command, ...argumentsOf(command, words.slice(count)) };
  }
  return undefined;
}

function argumentsOf({ params }: ServiceCommand, words: readonly string[]): Omit<Said, 'command'> {
  const left = [...words];
  const given: Record<string, string> = {};
  const all = Object.entries(params);
  for (const [name, param] of all) if (param.place === 'option') take(given, name, left);
  const inOrder = all.filter(([, { place }]) => place !== 'option');
  let spare = left.length - inOrder.filter(([, { required }]) => required).length;
  for (const [name, param] of inOrder) {
    if (left.length === 0 || (!param.required && spare-- <= 0)) continue;
    given[name] = param.takesRest ? left.splice(0).join(' ') : (left.shift() as string);
  }
  // One word too many is a mistake worth telling, not to be swallowed.
  return { given, excess: left[0] };
}

function take(given: Record<string, string>, name: string, words: string[]): void {
  const at = words.findIndex((word) => word.toLowerCase().startsWith(`${name}=`));
  if (at < 0) return;
  const [word = ''] = words.splice(at, 1);
  given[name] = word.slice(name.length + 1);
}

/** Does it take what nobody else may read? */
export function isSecret({ params }: ServiceCommand): boolean {
  return Object.values(params).some(({ place }) => place === 'secret');
}

/** `OP <room> [nick]`: how a command is said. */
export function syntaxOf({ verb, params }: ServiceCommand): string {
  return [verb, ...Object.entries(params).map(([name, param]) => placeholder(name, param))].join(' ');
}

function placeholder(name: string, param: Param): string {
  const inner = param.place === 'option' ? `${name}=…` : param.choices.length > 0 ? param.choices.join('|') : name;
  return param.required ? `<${inner}>` : `[${inner}]`;
}
