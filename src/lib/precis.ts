import { fold, type Folded } from './fold.ts';

// RFC 8264 9: what an IdentifierClass string may consist of, as far as one character tells.
const LETTERS_AND_DIGITS = /^[\p{Ll}\p{Lu}\p{Lo}\p{Nd}\p{Lm}\p{Mn}\p{Mc}\x21-\x7e\u3007\u06fd\u06fe\u0f0b]$/u;
// 9.6 exceptions, 9.9 old Hangul jamo, 9.13 default ignorables (joiners among them, whose context rules we do not weigh).
const DISALLOWED =
  /[\u0640\u07fa\u302e\u302f\u3031-\u3035\u303b\u1100-\u11ff\ua960-\ua97c\ud7b0-\ud7fb\p{DI}\p{NChar}]/u;

const RIGHT_TO_LEFT =
  /[\p{scx=Hebrew}\p{scx=Arabic}\p{scx=Syriac}\p{scx=Thaana}\p{scx=Nko}\p{scx=Samaritan}\p{scx=Mandaic}\p{scx=Adlam}]/u;
const ARABIC_DIGIT = /[\u0660-\u0669]/;
const EUROPEAN_DIGIT = /[0-9\u06f0-\u06f9]/;

/** The scripts in common use (UAX 31, table 5), and the sets that are written together (UTS 39 5.2, "Highly Restrictive"). */
const SCRIPTS = [
  'Latin Cyrillic Greek Arabic Armenian Bengali Devanagari Ethiopic Georgian Gujarati Gurmukhi Hebrew Kannada Khmer Lao Malayalam',
  'Myanmar Oriya Sinhala Tamil Telugu Thaana Thai Tibetan Han+Hiragana+Katakana+Latin Han+Bopomofo+Latin Han+Hangul+Latin',
]
  .join(' ')
  .split(' ')
  .map((names) => {
    const scripts = names.split('+').map((name) => `\\p{scx=${name}}`);
    return new RegExp(`^[${scripts.join('')}\\p{sc=Common}\\p{sc=Inherited}]*$`, 'u');
  });

/** A name as it is compared, or undefined where it may not be one (UsernameCaseMapped, RFC 8265 3.3). */
export function usernameCaseMapped(name: string): Folded | undefined {
  const folded = fold(name);
  for (const char of folded) {
    if (!LETTERS_AND_DIGITS.test(char) || DISALLOWED.test(char) || char.normalize('NFKC') !== char) return undefined;
  }
  return folded !== '' && keepsDirection(folded) ? folded : undefined;
}

/** Is it written in one script, or in those that are written together? (UTS 39 5) */
export function isSingleScript(name: string): boolean {
  return SCRIPTS.some((pattern) => pattern.test(name));
}

/** The bidi rule (RFC 5893 2) for what has right-to-left characters, told by their scripts. */
function keepsDirection(name: string): boolean {
  const letters = [...name].filter((char) => !/\p{Mn}/u.test(char));
  if (!letters.some((char) => RIGHT_TO_LEFT.test(char))) return true;
  const [first = ''] = letters;
  const last = letters.at(-1) ?? '';
  const isOneDirection = letters.every((char) => RIGHT_TO_LEFT.test(char) || !/\p{L}/u.test(char));
  const endsWell = RIGHT_TO_LEFT.test(last) || EUROPEAN_DIGIT.test(last);
  const startsWell = RIGHT_TO_LEFT.test(first) && /\p{L}/u.test(first);
  return isOneDirection && startsWell && endsWell && !(ARABIC_DIGIT.test(name) && EUROPEAN_DIGIT.test(name));
}
