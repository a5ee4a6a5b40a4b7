import { classDefinitions } from '../config/combinations.ts';
import type { Config } from '../config/schema.ts';
import type { CoreConfig } from '../core/core.ts';
import { resolveClasses } from '../core/operators/rights.ts';

/** The operators of the configuration. A block without a password lets nobody in. */
export function operatorConfig(config: Config): CoreConfig['operators'] {
  const blocks = Object.entries(config.opers)
    .filter(([, { password }]) => password !== '')
    .map(([name, { password, class: of, whois }]) => [name, { name, password, class: of, whois }] as const);
  return { blocks: new Map(blocks), classes: resolveClasses(classDefinitions(config.oper_classes)) };
}
