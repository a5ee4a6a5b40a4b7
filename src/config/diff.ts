import { isDeepStrictEqual } from 'node:util';
import { tomlText } from './field.ts';
import { flattenConfig } from './flatten.ts';
import type { SetKey } from './flatten.ts';
import type { Config } from './schema.ts';

/** One key whose value differs between two configurations. */
export interface ConfigChange {
  readonly key: string;
  /** As TOML, `(secret)`, or `(unset)`. Sizes are bytes, durations milliseconds. */
  readonly from: string;
  readonly to: string;
  /** Takes effect at the next start only. */
  readonly restart: boolean;
}

/** What changed from one configuration to the next, in the order of the manual. */
export function diffConfig(before: Config, after: Config): readonly ConfigChange[] {
  const old = byKey(before);
  const fresh = byKey(after);
  return [...new Set([...old.keys(), ...fresh.keys()])].flatMap((key) => {
    const from = old.get(key);
    const to = fresh.get(key);
    if (isDeepStrictEqual(from?.value, to?.value)) return [];
    const restart = (from ?? to)?.description.restart ?? false;
    return [{ key, from: shown(from), to: shown(to), restart }];
  });
}

function byKey(config: Config): Map<string, SetKey> {
  return new Map(flattenConfig(config).map((set) => [set.path.join('.'), set]));
}

function shown(set: SetKey | undefined): string {
  if (set === undefined) return '(unset)';
  if (set.description.secret) return set.value === '' ? '""' : '(secret)';
  const { value } = set;
  return tomlText(Array.isArray(value) ? value.map(asWritten) : value);
}

/** A listener is shown as it stands in the file. */
function asWritten(item: unknown): unknown {
  return typeof item === 'object' && item !== null && 'text' in item ? item.text : item;
}
