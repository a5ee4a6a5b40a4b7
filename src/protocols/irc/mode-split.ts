import { modeOfLetter } from './modes.ts';

/**
 * Cuts a MODE into what is done one after another: each rank and list entry by itself, settings that stand together as one
 * change. A run is the target, `+x` and its parameter; for settings `+ab-c` and theirs. (RFC 2812 3.2.3)
 */
export function splitModes(params: readonly string[]): readonly (readonly string[])[] {
  const [target = '', modes = ''] = params;
  if (!target.startsWith('#') || modes === '') return [params];
  const splitter = new Splitter(target, params.slice(2));
  for (const letter of modes) splitter.take(letter);
  return splitter.done();
}

class Splitter {
  readonly #target: string;
  readonly #given: readonly string[];
  readonly #runs: string[][] = [];
  /** What was asked without a parameter, which makes no sense twice. */
  readonly #bare = new Set<string>();
  #next = 0;
  #sign = '+';
  #settings = '';
  #settingParams: string[] = [];

  constructor(target: string, given: readonly string[]) {
    this.#target = target;
    this.#given = given;
  }

  take(letter: string): void {
    if (letter === '+' || letter === '-') this.#sign = letter;
    else if (isSetting(letter)) this.#setting(letter);
    else if ('qaovbeI'.includes(letter)) this.#single(letter, this.#given[this.#next++]);
    else this.#single(letter, undefined);
  }

  done(): readonly (readonly string[])[] {
    this.#flush();
    return this.#runs.length === 0 ? [[this.#target]] : this.#runs;
  }

  #setting(letter: string): void {
    this.#settings += this.#sign + letter;
    const argument = modeOfLetter.get(letter)?.argument ?? 'flag';
    if (argument === 'flag' || (argument !== 'key' && this.#sign === '-')) return;
    // A key is given to take it off, too, but that one need not be right.
    const given = this.#given[this.#next++];
    if (this.#sign === '+') this.#settingParams.push(given ?? '');
  }

  #single(letter: string, argument: string | undefined): void {
    this.#flush();
    const mode = this.#sign + letter;
    if (argument !== undefined && argument !== '') this.#runs.push([this.#target, mode, argument]);
    else if (!this.#bare.has(letter)) {
      this.#bare.add(letter);
      this.#runs.push([this.#target, mode]);
    }
  }

  #flush(): void {
    if (this.#settings !== '') this.#runs.push([this.#target, this.#settings, ...this.#settingParams]);
    this.#settings = '';
    this.#settingParams = [];
  }
}

export function isSetting(letter: string): boolean {
  return modeOfLetter.has(letter);
}
