import { z } from 'zod';
import { fieldFacts } from './field.ts';
import { isNotYet } from './not-yet.ts';
import { configSchema } from './schema.ts';

/** One row of the manual: everything people are told about a key. */
export interface KeyDescription {
  /** Dotted, with `<name>` for a part the operator chooses: `opers.<name>.password`. */
  readonly key: string;
  /** The table it stands in, empty for the keys above all tables. */
  readonly table: string;
  readonly doc: string;
  readonly allowed: string;
  /** The same for one item of a list. */
  readonly item: string | undefined;
  readonly initial: string;
  readonly restart: boolean;
  readonly secret: boolean;
  readonly inEffect: boolean;
}

/** Stands for a name that the operator chooses. */
export const ANY_NAME = '<name>';

/** Every key, in the order of the schema. */
export function describeConfig(): readonly KeyDescription[] {
  described ??= describeObject(configSchema, []);
  return described;
}

/** The description of the key at `path`, where there is one. */
export function findDescription(path: readonly PropertyKey[]): KeyDescription | undefined {
  const parts = path.map(String);
  return describeConfig().find(({ key }) => {
    const wanted = key.split('.');
    return wanted.length === parts.length && wanted.every((part, index) => part === ANY_NAME || part === parts[index]);
  });
}

/** The description of the key at `path` or of the key that holds it (an item of a list, a part of `limits.flood`). */
export function findHolder(path: readonly PropertyKey[]): KeyDescription | undefined {
  for (let length = path.length; length > 0; length--) {
    const description = findDescription(path.slice(0, length));
    if (description) return description;
  }
  return undefined;
}

let described: readonly KeyDescription[] | undefined;

function describeObject(schema: z.ZodType, path: readonly string[]): KeyDescription[] {
  const facts = fieldFacts.get(schema);
  if (facts) {
    const key = path.join('.');
    return [{ key, table: path.slice(0, -1).join('.'), ...facts, inEffect: !isNotYet(path) }];
  }
  const inner = schema instanceof z.ZodPrefault ? (schema.unwrap() as z.ZodType) : schema;
  if (inner instanceof z.ZodRecord) return describeObject(inner.valueType as z.ZodType, [...path, ANY_NAME]);
  if (!(inner instanceof z.ZodObject)) throw new Error(`the configuration schema has no facts for ${path.join('.')}`);
  return Object.entries(inner.shape).flatMap(([name, part]) => describeObject(part as z.ZodType, [...path, name]));
}
