import { z } from 'zod';
import { parseListen } from './listen.ts';
import type { ListenSpec, ListenTls } from './listen.ts';
import { parseDuration, parseSize } from './units.ts';

/** What people are told about one key. */
export interface FieldFacts {
  /** One or two short clauses for the comment in the file and the manual. */
  readonly doc: string;
  /** What may stand here, in words: completes "allowed: ". */
  readonly allowed: string;
  /** The same for one item of a list. */
  readonly item: string | undefined;
  /** The default as TOML text, or in words where it depends on another key. */
  readonly initial: string;
  /** A change takes effect at the next start, not at reload. */
  readonly restart: boolean;
  /** Never shown: messages, diffs and logs say "(secret)" instead. */
  readonly secret: boolean;
}

/** The facts of every key and table of the schema. */
export const fieldFacts = z.registry<FieldFacts>();

/** A kind of value: how it is checked and how its range is said. */
export interface Kind<S extends z.ZodType> {
  readonly schema: S;
  readonly allowed: string;
  readonly item?: string;
}

interface FieldOptions {
  readonly restart?: true;
  readonly secret?: true;
  /** The default in words, where `initial` only stands for it. */
  readonly initialWords?: string;
}

/** One key of the configuration: its kind, its default as written in the file, and what it is for. */
export function field<S extends z.ZodType>(
  kind: Kind<S>,
  initial: z.input<S>,
  doc: string,
  options: FieldOptions = {},
) {
  const schema = kind.schema.prefault(initial as never);
  fieldFacts.add(schema, {
    doc,
    allowed: kind.allowed,
    item: kind.item,
    initial: options.initialWords ?? tomlText(initial),
    restart: options.restart ?? false,
    secret: options.secret ?? false,
  });
  return schema;
}

export const text: Kind<z.ZodString> = { schema: z.string(), allowed: 'a string' };
export const flag: Kind<z.ZodBoolean> = { schema: z.boolean(), allowed: 'true or false' };

/** A string that `pattern` accepts. */
export function word(pattern: RegExp, allowed: string): Kind<z.ZodString> {
  return { schema: z.string().regex(pattern), allowed };
}

/** A string that `accepts`. */
export function checkedText(accepts: (value: string) => boolean, allowed: string): Kind<z.ZodString> {
  return { schema: z.string().refine(accepts), allowed };
}

export function choice<const T extends readonly [string, ...string[]]>(
  ...options: T
): Kind<z.ZodEnum<{ [K in T[number]]: K }>> {
  return { schema: z.enum(options), allowed: oneOf(options) };
}

export function wholeNumber(min: number, max: number): Kind<z.ZodInt> {
  return { schema: z.int().min(min).max(max), allowed: `a whole number from ${min} to ${max}` };
}

export function decimal(min: number, max: number): Kind<z.ZodNumber> {
  return { schema: z.number().min(min).max(max), allowed: `a number from ${min} to ${max}` };
}

/** Bytes; written `16K`, `4M`, `1G` or as a plain number. */
export function size(min: number, max: number) {
  const schema = z
    .union([z.string(), z.int()])
    .transform((value, context) => parsed(parseSize(String(value)), context))
    .refine((bytes) => bytes >= min && bytes <= max);
  return { schema, allowed: `a size from ${sizeText(min)} to ${sizeText(max)}, such as "16K", "4M" or "1G"` };
}

/** Milliseconds; written `30s`, `10m`, `7d`, `2y`; `0` and, where `forever` is allowed, `forever` (Infinity). */
export function duration(forever = false) {
  const schema = z
    .string()
    .transform((value, context) => parsed(parseDuration(value), context))
    .refine((milliseconds) => forever || Number.isFinite(milliseconds));
  return { schema, allowed: `a duration such as "30s", "10m", "7d", "2y" or "0"${forever ? ', or "forever"' : ''}` };
}

/** A list of `kind`, without repetitions. */
export function list<S extends z.ZodType>(kind: Kind<S>): Kind<z.ZodArray<S>> {
  const schema = z
    .array(kind.schema)
    .refine((items) => new Set(items.map((item) => JSON.stringify(item))).size === items.length);
  return { schema, allowed: `a list, each once, of: ${kind.allowed}`, item: kind.allowed };
}

/** A listener, in one of the given forms of TLS. */
export function listener(...modes: readonly ListenTls[]) {
  const flags = modes.filter((mode) => mode !== 'none');
  const schema = z.string().transform((value, context): ListenSpec => {
    const spec = parseListen(value);
    if (spec && modes.includes(spec.tls)) return spec;
    context.addIssue({ code: 'custom', message: 'listen' });
    return z.NEVER;
  });
  const words = flags.length > 0 ? ` [${flags.join('|')}]` : '';
  return {
    schema,
    allowed: `"host:port${words} [proxy|onion]", such as "127.0.0.1:6667" or "[::]:6697${flags[0] ? ` ${flags[0]}` : ''}"`,
  };
}

export function oneOf(options: readonly string[]): string {
  return `one of ${options.map((option) => JSON.stringify(option)).join(', ')}`;
}

/** A value as it would be written in the file. */
export function tomlText(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(tomlText).join(', ')}]`;
  if (typeof value === 'object' && value !== null) {
    return `{ ${Object.entries(value)
      .map(([key, item]) => `${key} = ${tomlText(item)}`)
      .join(', ')} }`;
  }
  return typeof value === 'string' ? JSON.stringify(value) : String(value);
}

function parsed(value: number | undefined, context: z.core.$RefinementCtx): number {
  if (value !== undefined) return value;
  context.addIssue({ code: 'custom', message: 'unit' });
  return z.NEVER;
}

function sizeText(bytes: number): string {
  const step = [...'KMGT'].findLastIndex((_, index) => bytes >= 1024 ** (index + 1));
  return step < 0 ? String(bytes) : `${Math.floor(bytes / 1024 ** (step + 1))}${'KMGT'[step]}`;
}
