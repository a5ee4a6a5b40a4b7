import type { Occupant, Room } from '../../core/rooms/room.ts';

/** What a list of names depends on beside who is there. */
export interface NamesStyle {
  /** `= #channel`: what stands between the receiver's nick and the names. */
  readonly heading: string;
  /** Bytes of names in one line. */
  readonly budget: number;
  /** Undefined for whoever is not to be seen. */
  nameOf(occupant: Occupant): string | undefined;
}

/**
 * The names of a room as tails of 353 lines, from behind the receiver's nick on: the same bytes for everybody with the same
 * capabilities. A room that many people join one after another only grows; any other change makes the list anew.
 */
export class RoomNames {
  #version = -1;
  #size = 0;
  #heading = '';
  #sealed: Buffer[] = [];
  #sealedBytes = 0;
  #open = '';
  #openBytes = 0;

  /** The tails as things are now. */
  tails(room: Room, style: NamesStyle): readonly Buffer[] {
    this.#update(room, style);
    return this.#open === '' ? this.#sealed : [...this.#sealed, tailOf(this.#heading, this.#open)];
  }

  /** About how many bytes they have. */
  get bytes(): number {
    return this.#sealedBytes + this.#openBytes;
  }

  #update(room: Room, style: NamesStyle): void {
    const { occupants, version } = room;
    const isSameStyle = this.#heading === style.heading;
    if (isSameStyle && this.#version === version) return;
    // Every change counts the version up; only who comes also counts up those inside, and stands behind the others.
    const onlyGrew = isSameStyle && version - this.#version === occupants.size - this.#size;
    if (!onlyGrew) this.#reset(style);
    let skip = this.#size;
    for (const occupant of occupants.values()) {
      if (skip-- > 0) continue;
      const name = style.nameOf(occupant);
      if (name !== undefined) this.#add(name, style.budget);
    }
    this.#version = version;
    this.#size = occupants.size;
  }

  #reset({ heading }: NamesStyle): void {
    this.#heading = heading;
    this.#size = this.#sealedBytes = this.#openBytes = 0;
    this.#sealed = [];
    this.#open = '';
  }

  #add(name: string, budget: number): void {
    const bytes = Buffer.byteLength(name);
    if (this.#open !== '' && this.#openBytes + 1 + bytes > budget) {
      const tail = tailOf(this.#heading, this.#open);
      this.#sealed.push(tail);
      this.#sealedBytes += tail.length;
      this.#open = '';
      this.#openBytes = 0;
    }
    this.#openBytes += bytes + (this.#open === '' ? 0 : 1);
    this.#open += this.#open === '' ? name : ` ${name}`;
  }
}

function tailOf(heading: string, names: string): Buffer {
  return Buffer.from(` ${heading} :${names}\r\n`);
}
