import type { BanListEvent, ConfiguredEvent, Event, JoinedEvent, PersonRef, RankedEvent } from '../../core/event.ts';
import type { Bare } from '../../lib/address.ts';
import { Cap } from './capabilities.ts';
import { irc } from './config.ts';
import { letterOfList, modeOfSetting, rankLetters, ranks } from './modes.ts';
import { eventTags, joinTags, type Asked, type Spelt } from './spelt.ts';
import { sourceOf } from './spelling.ts';
import { formatWords } from './wire/format.ts';
import { MAX_BODY } from './wire/framer.ts';

export type ModeEvent = BanListEvent | ConfiguredEvent | RankedEvent;

/** One letter of a MODE line, with what goes along. */
interface Change {
  readonly sign: '+' | '-';
  readonly letter: string;
  readonly param?: string;
}

/** The MODE lines that show the changes of one command: one, unless they are too many for it (005 MODES) or too long. */
export function modeLines(events: readonly ModeEvent[], asked: Asked): Spelt[] {
  const lines = linesOf(events, asked);
  const [only] = events;
  return events.length === 1 && only ? lines.map((each) => named(each, only.id, asked.caps)) : lines;
}

/** The MODE line that follows the JOIN of somebody with a rank: clients take who joins for nobody until they are told more. */
export function arrivalModes({ at, id, room, who }: JoinedEvent, asked: Asked): Spelt[] {
  const before = { affiliation: 'none', role: 'participant' } as const;
  return linesOf([{ type: 'ranked', at, id, who, room, before, present: true, by: undefined, reason: '' }], asked);
}

function linesOf(events: readonly ModeEvent[], asked: Asked): Spelt[] {
  const lines: Spelt[] = [];
  let line: Line | undefined;
  for (const event of events) {
    for (const change of changesOf(event, asked)) {
      if (!line?.takes(event.by, change)) {
        if (line) lines.push(line.spelt());
        line = new Line(event, asked);
        line.takes(event.by, change);
      }
    }
  }
  if (line) lines.push(line.spelt());
  return lines;
}

/** With the id by which history knows it: a line for several acts has none. */
function named({ tags, text }: Spelt, id: string, caps: number): Spelt {
  return { tags: caps & Cap.messageTags ? joinTags(tags, `msgid=${id}`) : tags, text };
}

/** Are these changes shown by MODE? */
export function areModes(events: readonly Event[]): events is readonly ModeEvent[] {
  return events.every(({ type }) => type === 'ranked' || type === 'configured' || type === 'ban-list');
}

class Line {
  readonly #event: ModeEvent;
  readonly #asked: Asked;
  readonly #params: string[] = [];
  #sign = '';
  #modes = '';
  #bytes: number;

  constructor(event: ModeEvent, asked: Asked) {
    this.#event = event;
    this.#asked = asked;
    this.#bytes = Buffer.byteLength(formatWords(this.#source(), 'MODE', [asked.spelling.channel(event.room), 'x']));
  }

  /** Adds a change; false where it does not belong to this line or has no place in it. */
  takes(by: PersonRef | undefined, { sign, letter, param }: Change): boolean {
    const bytes = letter.length + 1 + (param === undefined ? 0 : 1 + Buffer.byteLength(param));
    const isFull = this.#params.length >= irc.modes || this.#bytes + bytes > MAX_BODY - 2;
    if (this.#modes !== '' && (isFull || by?.address !== this.#event.by?.address)) return false;
    this.#modes += (sign === this.#sign ? '' : sign) + letter;
    this.#sign = sign;
    if (param !== undefined) this.#params.push(param);
    this.#bytes += bytes;
    return true;
  }

  spelt(): Spelt {
    const { at, by, room } = this.#event;
    const params = [this.#asked.spelling.channel(room), this.#modes, ...this.#params];
    return { tags: eventTags(at, by, this.#asked.caps), text: formatWords(this.#source(), 'MODE', params) };
  }

  #source(): string {
    const { by } = this.#event;
    return by ? sourceOf(by) : this.#asked.spelling.serverName;
  }
}

function changesOf(event: ModeEvent, asked: Asked): readonly Change[] {
  switch (event.type) {
    case 'ranked':
      return rankChanges(event);
    case 'configured':
      return settingChanges(event, asked);
    case 'ban-list':
      return [{ sign: event.added ? '+' : '-', letter: letterOfList[event.list], param: event.mask }];
  }
}

function rankChanges({ who, before, present }: RankedEvent): Change[] {
  if (!present) return [];
  const had = rankLetters(before);
  const has = rankLetters(who);
  const lost = ranks.filter(({ letter }) => had.includes(letter) && !has.includes(letter));
  const got = ranks.filter(({ letter }) => has.includes(letter) && !had.includes(letter));
  const change =
    (sign: '+' | '-') =>
    ({ letter }: { readonly letter: string }) => ({ sign, letter, param: who.nickname });
  return [...lost.map(change('-')), ...got.map(change('+'))];
}

/** What is taken off comes first. */
function settingChanges({ changes }: ConfiguredEvent, { spelling }: Asked): Change[] {
  const all: Change[] = [];
  for (const { name, before, after } of changes) {
    const mode = modeOfSetting.get(name);
    if (!mode) continue;
    const { letter, argument } = mode;
    const sign = after === false || after === '' || after === 0 ? '-' : '+';
    if (argument === 'key') all.push({ sign, letter, param: String(sign === '+' ? after : before) });
    else if (argument === 'flag' || sign === '-') all.push({ sign, letter });
    else all.push({ sign, letter, param: argument === 'channel' ? spelling.channel(after as Bare) : String(after) });
  }
  return [...all.filter(({ sign }) => sign === '-'), ...all.filter(({ sign }) => sign === '+')];
}
