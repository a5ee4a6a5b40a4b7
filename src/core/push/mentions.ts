import { fold, type Folded } from '../../lib/fold.ts';

/** Words of one message that are looked at, and letters of a word that can be a name with what surrounds it. */
const MOST_WORDS = 4000;
const LONGEST_WORD = 100;
/** What may stand around a name that somebody is called by. */
const AROUND = /^[@"'(<*~]+|[,:;.!?…"')>*~]+$/gu;
/** Names within a word, such as `alice` in `alice's` and `alice/bob`. */
const WITHIN = /[\p{L}\p{M}\p{N}_|-]+/gu;

/**
 * What in a text may be somebody's name, folded: each word as it stands, without what surrounds it, and its parts. Nothing of a URL,
 * whose parts are nobody's name. So who is mentioned is looked up by name, whatever the number of people in a room.
 */
export function* mentions(body: string): Generator<Folded> {
  let count = 0;
  for (const word of fold(body).split(/\s+/u)) {
    if (word === '' || /^[a-z][a-z0-9+.-]*:\/\//.test(word)) continue;
    if (++count > MOST_WORDS) return;
    yield word as Folded;
    if (word.length <= LONGEST_WORD) yield word.replace(AROUND, '') as Folded;
    for (const [part] of word.matchAll(WITHIN)) yield part as Folded;
  }
}
