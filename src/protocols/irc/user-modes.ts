import type { PersonModes } from '../../core/operators/operator-event.ts';
import { Trait, type Person } from '../../core/presence/person.ts';

/** User modes that are traits of the person, by letter (SEMANTICS 7; IRCv3 bot-mode). */
export const traitModes: Readonly<Record<string, number>> = {
  B: Trait.bot,
  R: Trait.accountsOnly,
  T: Trait.noRequests,
  i: Trait.invisible,
  w: Trait.wallops,
};

/** All that 004 names: traits, `o` and `s` of operators, `r` of who is logged in. */
export const userModeLetters = [...Object.keys(traitModes), 'o', 'r', 's'].sort().join('');

/** The traits that letters like `+iR` stand for; what is no trait is left out. */
export function traitsOf(letters: string): number {
  return [...letters].reduce((traits, letter) => traits | (traitModes[letter] ?? 0), 0);
}

/** The modes somebody has, as 221 says them. */
export function formatUserModes(person: Person): string {
  return `+${lettersOf(person, person.account !== undefined)}`;
}

/** What changed, as MODE says it: `+Bo`, `-w`; empty where nothing did that has a letter. */
export function formatModeChange(before: PersonModes, after: PersonModes): string {
  const [had, has] = [lettersOf(before, false), lettersOf(after, false)];
  const lost = [...had].filter((letter) => !has.includes(letter)).join('');
  const notices = before.operator?.notices !== after.operator?.notices && had.includes('s') && has.includes('s');
  const got = [...has].filter((letter) => !had.includes(letter)).join('') + (notices ? 's' : '');
  return (lost && `-${lost}`) + (got && `+${got}`);
}

function lettersOf({ traits, operator }: PersonModes, isLoggedIn: boolean): string {
  let letters = '';
  for (const letter of userModeLetters) {
    const isSet =
      letter === 'o'
        ? operator !== undefined
        : letter === 's'
          ? operator !== undefined && operator.notices !== ''
          : letter === 'r'
            ? isLoggedIn
            : (traits & (traitModes[letter] ?? 0)) !== 0;
    if (isSet) letters += letter;
  }
  return letters;
}
