import type { Bare } from '../../lib/address.ts';
import type { UploadRecord } from './upload.ts';

/** What is known of the files that accounts uploaded. With an account its files lose their owner and their time is over. */
export interface UploadStore {
  add(upload: UploadRecord): Promise<void>;
  find(id: string): Promise<UploadRecord | undefined>;
  remove(ids: readonly string[]): Promise<void>;
  /** Bytes that this account's files have. */
  usage(owner: Bare): Promise<number>;
  /** Ids of up to `most` whose time was over at `now`. */
  expired(now: number, most: number): Promise<readonly string[]>;
}

/** What is in files, by id. Not the database's: they are large. */
export interface FileStore {
  /** Keeps the whole content, or nothing: its size, or undefined where that would be over `most`. */
  write(id: string, content: AsyncIterable<Uint8Array>, most: number): Promise<number | undefined>;
  /** From byte `start` to byte `end`, that one included. Fails where there is no such file. */
  read(id: string, start: number, end: number): AsyncIterable<Uint8Array>;
  remove(id: string): Promise<void>;
  /** Throws away what was not written to its end, once, at start. */
  tidy(): Promise<void>;
}
