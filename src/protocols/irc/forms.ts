import { View, type Form } from '../../core/endpoint.ts';
import type { Event } from '../../core/event.ts';
import { Cap, SPELLING_CAPS } from './capabilities.ts';
import { spell } from './spell.ts';
import { areModes, modeLines } from './spell-modes.ts';
import type { Spelt } from './spelt.ts';
import type { Spelling } from './spelling.ts';
import { encodeLine } from './wire/format.ts';

/** One way of spelling: all sessions whose capabilities agree as far as it matters share it, and the bytes it renders. */
export class IrcForm implements Form {
  readonly caps: number;
  readonly #spelling: Spelling;
  #lastEvent: Event | undefined = undefined;
  #lastView: View = 0;
  #last: Buffer | undefined = undefined;

  constructor(caps: number, spelling: Spelling) {
    this.caps = caps;
    this.#spelling = spelling;
  }

  render(event: Event, view: View): Buffer | undefined {
    // A message is shown to a room and then echoed to its speaker: the same bytes.
    if (event === this.#lastEvent && view === this.#lastView) return this.#last;
    this.#last = this.#spell(event, view);
    this.#lastEvent = event;
    this.#lastView = view;
    return this.#last;
  }

  /** Changes of modes are one MODE line. */
  together(events: readonly Event[]): Buffer | undefined {
    if (!areModes(events)) return undefined;
    return encode(modeLines(events, { view: 0, caps: this.caps, spelling: this.#spelling }));
  }

  #spell(event: Event, view: View): Buffer | undefined {
    return encode(spell(event, { view, caps: this.caps, spelling: this.#spelling }));
  }
}

function encode(lines: readonly Spelt[]): Buffer | undefined {
  const [first] = lines;
  if (!first) return undefined;
  if (lines.length === 1) return encodeLine(first.text, first.tags);
  return Buffer.concat(lines.map(({ text, tags }) => encodeLine(text, tags)));
}

/** Forms are interned: one for each set of capabilities that makes a difference. */
export interface Forms {
  of(caps: number): IrcForm;
}

export function createForms(spelling: Spelling): Forms {
  const forms = new Map<number, IrcForm>();
  return {
    of(caps) {
      // Without batches there is no other way than line by line (IRCv3 multiline, "Dependencies").
      const key = caps & SPELLING_CAPS & (caps & Cap.batch ? -1 : ~Cap.multiline);
      let form = forms.get(key);
      if (!form) forms.set(key, (form = new IrcForm(key, spelling)));
      return form;
    },
  };
}
