import { parseSpan } from '../../lib/span.ts';
import type { Json } from './result.ts';

/**
 * One parameter of a command. Where it stands: a word in order (`positional`), a named `option`, or a `secret`, which is
 * prompted for or read from a file or a private message, and never stands in a command line, a log or an answer.
 */
export interface Param<T = unknown> {
  readonly place: 'positional' | 'option' | 'secret';
  readonly doc: string;
  /** What may stand here, in words. */
  readonly allowed: string;
  readonly required: boolean;
  /** The values that may stand here, where they can be listed (for completion). */
  readonly choices: readonly string[];
  /** Takes no value on a command line: its presence says true. */
  readonly isFlag: boolean;
  /** Where people type it in a sentence, it takes all the words that are left. */
  readonly takesRest?: true;
  /** The value in `given` (text from people, or JSON), or undefined where it is not allowed here. */
  read(given: unknown): T | undefined;
}

export type Params = Readonly<Record<string, Param>>;

/** The arguments that `params` promise to `run`. */
export type ArgsOf<P extends Params> = { readonly [K in keyof P]: P[K] extends Param<infer T> ? T : never };

/** A word in its place. */
export function word(doc: string, allowed = 'text'): Param<string> {
  return { place: 'positional', doc, allowed, required: true, choices: [], isFlag: false, read: readText };
}

/** The rest of what is said: a reason, a title. */
export function rest(doc: string, allowed = 'text'): Param<string> {
  return { ...word(doc, allowed), takesRest: true };
}

/** One of a few words in its place. */
export function pick<const T extends string>(doc: string, choices: readonly T[]): Param<T> {
  const read = (given: unknown): T | undefined =>
    typeof given === 'string' ? choices.find((choice) => choice === given.toLowerCase()) : undefined;
  return {
    place: 'positional',
    doc,
    allowed: `one of ${choices.join(', ')}`,
    required: true,
    choices,
    isFlag: false,
    read,
  };
}

/** A named value. */
export function option(doc: string, allowed = 'text'): Param<string | undefined> {
  return { ...word(doc, allowed), place: 'option', required: false };
}

/** A named whole number. */
export function numberOption(doc: string, min: number, max: number): Param<number | undefined> {
  const read = (given: unknown): number | undefined => {
    const value = typeof given === 'string' && /^\d{1,15}$/.test(given) ? Number(given) : given;
    return typeof value === 'number' && Number.isInteger(value) && value >= min && value <= max ? value : undefined;
  };
  const allowed = `a whole number from ${min} to ${max}`;
  return { place: 'option', doc, allowed, required: false, choices: [], isFlag: false, read };
}

/** A named length of time, in milliseconds. */
export function spanOption(doc: string): Param<number | undefined> {
  const read = (given: unknown): number | undefined => (typeof given === 'string' ? parseSpan(given) : undefined);
  return { ...option(doc, 'a time such as 30m, 12h, 7d or 1d12h'), read };
}

/** A named switch; false where it is left out. */
export function flag(doc: string): Param<boolean | undefined> {
  const read = (given: unknown): boolean | undefined => (typeof given === 'boolean' ? given : undefined);
  return { place: 'option', doc, allowed: 'true or false', required: false, choices: [], isFlag: true, read };
}

/** A password or the like, 1 to 4096 bytes. */
export function secret(doc: string): Param<string> {
  const read = (given: unknown): string | undefined => {
    const text = readText(given);
    return text !== undefined && Buffer.byteLength(text) <= 4096 ? text : undefined;
  };
  return { place: 'secret', doc, allowed: '1 to 4096 bytes', required: true, choices: [], isFlag: false, read };
}

/** The parameter may be left out. */
export function optional<T>(param: Param<T>): Param<T | undefined> {
  return { ...param, required: false };
}

/** The arguments in `given`, or a sentence on what is wrong with them. Secrets are not repeated. */
export function readArgs<P extends Params>(params: P, given: Readonly<Record<string, unknown>>): ArgsOf<P> | string {
  const unknown = Object.keys(given).find((name) => !Object.hasOwn(params, name));
  if (unknown !== undefined) return `no parameter ${JSON.stringify(unknown)}`;
  const args: Record<string, unknown> = {};
  for (const [name, param] of Object.entries(params)) {
    const value = Object.hasOwn(given, name) ? given[name] : undefined;
    if (value === undefined) {
      if (param.required) return `${name} is missing: ${param.doc}`;
      continue;
    }
    const read = param.read(value);
    if (read === undefined) return `${name} must be ${param.allowed}`;
    args[name] = read;
  }
  return args as ArgsOf<P>;
}

/** Arguments as they travel between programs. */
export type GivenArgs = { readonly [name: string]: Json };

function readText(given: unknown): string | undefined {
  return typeof given === 'string' && given !== '' ? given : undefined;
}
