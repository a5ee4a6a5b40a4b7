/** What an operator may do; each act of an operator names the one it needs (`operatorOf`). The names stand in `oper_classes`. */
export const rights = [
  /** Ends sessions (KILL). */
  'kill',
  /** Keeps addresses, accounts and masks away from the server, and lists who is. */
  'ban',
  /** Speaks to everybody who wants to hear operators (WALLOPS). */
  'wallops',
  /** Has the configuration read again (REHASH). */
  'rehash',
  /** Acts in rooms as an owner would, whatever its rank there (SAJOIN, SAPART, SAMODE, KICK, TOPIC). */
  'rooms',
  /** Changes other people's nicks (SANICK). */
  'rename',
  /** Makes and changes accounts (SAREGISTER). */
  'accounts',
  /** Sees addresses, secret rooms and figures of the server (WHOIS, LIST, STATS). */
  'look',
  /** Is told what happens on the server (user mode +s). */
  'notices',
  /** Closes the server step by step (DEFCON). */
  'defcon',
] as const;

export type Right = (typeof rights)[number];

/** A class as configured: what it adds to the one it extends. */
export interface ClassDefinition {
  readonly extends: string;
  readonly rights: readonly Right[];
}

/** Classes that are there without being configured. */
export const builtInClasses: Readonly<Record<string, ClassDefinition>> = {
  'server-admin': { extends: '', rights },
  moderator: { extends: '', rights: ['kill', 'ban', 'rooms', 'rename', 'look', 'notices'] },
};

/**
 * The rights of each class, the built-in ones included, which may be redefined. A class that extends one that is not there, or
 * itself, has its own rights only: `findClassProblem` tells operators so before.
 */
export function resolveClasses(
  defined: Readonly<Record<string, ClassDefinition>>,
): ReadonlyMap<string, ReadonlySet<Right>> {
  const all = new Map(Object.entries({ ...builtInClasses, ...defined }));
  return new Map([...all.keys()].map((name) => [name, new Set(lineage(all, name).flatMap((each) => each.rights))]));
}

/** Why the definition of class `name` makes no sense, in words; undefined where it does. */
export function findClassProblem(defined: Readonly<Record<string, ClassDefinition>>, name: string): string | undefined {
  const all = new Map(Object.entries({ ...builtInClasses, ...defined }));
  const chain = lineage(all, name);
  const last = chain.at(-1)?.extends ?? '';
  if (last === '') return undefined;
  return all.has(last) ? `the class "${name}" extends itself` : `there is no class "${last}" to extend`;
}

/** The class and those it extends, each once. */
function lineage(all: ReadonlyMap<string, ClassDefinition>, name: string): ClassDefinition[] {
  const chain: ClassDefinition[] = [];
  for (let next = all.get(name); next && !chain.includes(next); next = all.get(next.extends)) chain.push(next);
  return chain;
}
