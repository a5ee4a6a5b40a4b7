/** What is told of an edit in place of the whole text: words that changed, and characters of what is shown of them (SEMANTICS 5.1). */
const MOST_WORDS = 6;
const MOST_CHARACTERS = 80;

/** Stands before what replaces something. */
const MARK = '* ';

/**
 * What is said of an edit to those who cannot change what they have shown: what was added behind the text; or the few words that
 * changed, with one on each side; or else the whole text. Empty where it is what it was.
 */
export function editText(before: string, after: string): string {
  if (before === after) return '';
  return appended(before, after) ?? fragment(before, after) ?? MARK + after;
}

/** What stands behind the text as it was, if nothing else changed and no word was made longer. */
function appended(before: string, after: string): string | undefined {
  if (!after.startsWith(before)) return undefined;
  const more = after.slice(before.length);
  if (isWordlike(before.at(-1)) && isWordlike(more[0])) return undefined;
  const text = more.trim();
  return text === '' ? undefined : text;
}

function isWordlike(character: string | undefined): boolean {
  return character !== undefined && /[\p{L}\p{N}\p{M}\p{Cs}_]/u.test(character);
}

function fragment(before: string, after: string): string | undefined {
  if (after.includes('\n')) return undefined;
  const [old, now] = [words(before), words(after)];
  const most = Math.min(old.length, now.length);
  let head = 0;
  while (head < most && old[head] === now[head]) head++;
  let tail = 0;
  while (tail < most - head && old[old.length - 1 - tail] === now[now.length - 1 - tail]) tail++;
  if (Math.max(old.length, now.length) - head - tail > MOST_WORDS) return undefined;
  const text = now.slice(Math.max(0, head - 1), now.length - Math.max(0, tail - 1)).join(' ');
  // Only white space changed.
  if (text === '' || head + tail >= Math.max(old.length, now.length)) return undefined;
  return [...text].length <= MOST_CHARACTERS ? MARK + text : undefined;
}

function words(text: string): string[] {
  return text.split(/\s+/).filter((word) => word !== '');
}
