import type { Bare } from '../../lib/address.ts';

/** A file that somebody uploaded, without what is in it. */
export interface UploadRecord {
  /** Random, so that who has not been told cannot find it. */
  readonly id: string;
  readonly owner: Bare;
  /** As the last part of a path: no separators, no control characters. */
  readonly name: string;
  /** Media type as claimed, without parameters; lower case. */
  readonly type: string;
  readonly size: number;
  readonly createdAt: number;
  /** Undefined: kept for good. */
  readonly expiresAt: number | undefined;
}

/** Longest name, in bytes: what file systems and headers take. */
const NAME_BYTES = 120;
const TYPE = /^[a-z0-9][a-z0-9!#$&^_.+-]{0,60}\/[a-z0-9][a-z0-9!#$&^_.+-]{0,60}$/;

/** A name fit for a path and a header, whatever was asked for; never empty. */
export function uploadName(asked: string): string {
  const last = ends(asked.normalize('NFC').split(/[/\\]/).at(-1) ?? '');
  const plain = last.replace(/[\p{C}"<>|:*?%;]/gu, '_').replace(/^[.\s]+|\s+$/g, '');
  let name = plain;
  while (Buffer.byteLength(name) > NAME_BYTES) name = shortened(name);
  return name === '' ? 'file' : name;
}

/** What is cut away in any case goes at once: letter by letter it would take a long name seconds (RELIABILITY R-02). */
function ends(name: string): string {
  return name.length <= 4 * NAME_BYTES ? name : name.slice(0, 2 * NAME_BYTES) + name.slice(-NAME_BYTES);
}

/** One letter less, and of the ending as long as there are others. */
function shortened(name: string): string {
  const letters = [...name];
  const dot = letters.lastIndexOf('.');
  const at = dot > 1 && letters.length - dot < 20 ? dot - 1 : letters.length - 1;
  letters.splice(at, 1);
  return letters.join('');
}

/** A media type without its parameters; what is none is just bytes. */
export function uploadType(asked: string): string {
  const type = (asked.split(';')[0] ?? '').trim().toLowerCase();
  return TYPE.test(type) ? type : 'application/octet-stream';
}
