import type { Element } from './stanza.ts';
import { Scope } from './tree-builder.ts';

const scope = new Scope('<stored>');

/** An element that our own `serialise(element, '')` wrote. Throws `StreamFault` where it is not that. */
export function parseStored(text: string): Element {
  return scope.parse(text);
}
