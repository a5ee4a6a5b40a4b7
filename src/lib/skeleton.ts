import { CONFUSABLES } from './confusables.ts';
import { fold } from './fold.ts';

let prototypes: ReadonlyMap<string, string> | undefined;

/**
 * What a name looks like: two names with one skeleton cannot be told apart by eye (UTS 39 4, over the folded name). For names in
 * ASCII it is the folded name itself, so that nobody loses `corn` to the holder of `com`.
 */
export function skeleton(name: string): string {
  const folded = fold(name);
  if (/^[\x00-\x7f]*$/.test(folded)) return folded;
  let text: string = folded;
  // A prototype may, lowered, look like something else again; a few rounds settle every one of them.
  for (let last = ''; text !== last;) {
    last = text;
    text = replaced(text);
  }
  return text;
}

function replaced(text: string): string {
  prototypes ??= readTable();
  let found = '';
  for (const char of text.normalize('NFD')) found += prototypes.get(char) ?? char;
  return fold(found.normalize('NFD')).normalize('NFD');
}

function readTable(): ReadonlyMap<string, string> {
  const table = new Map<string, string>();
  for (const entry of CONFUSABLES.trim().split(/[\t\n]/)) {
    const space = entry.indexOf(' ');
    for (const char of entry.slice(space + 1)) table.set(char, entry.slice(0, space));
  }
  return table;
}
