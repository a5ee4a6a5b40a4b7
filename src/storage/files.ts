import { createReadStream } from 'node:fs';
import { mkdir, open, readdir, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { FileStore } from '../core/uploads/store.ts';

const ID = /^[0-9a-f]{32}$/;
const UNFINISHED = '.part';

/** Files in `directory`, each under its id; made when the first one is written. */
export function createFileStore(directory: string): FileStore {
  /** Two letters a folder: file systems like it better. Never anything that a peer could choose. */
  const pathOf = (id: string): string => {
    if (!ID.test(id)) throw new Error('this is no id of a file');
    return join(directory, id.slice(0, 2), id);
  };
  return {
    async write(id, content, most) {
      const path = pathOf(id);
      await mkdir(join(directory, id.slice(0, 2)), { recursive: true, mode: 0o700 });
      const size = await writeWithin(path + UNFINISHED, content, most).catch(async (error: unknown) => {
        await rm(path + UNFINISHED, { force: true });
        throw error;
      });
      if (size === undefined) await rm(path + UNFINISHED, { force: true });
      else {
        await rename(path + UNFINISHED, path);
        await syncFolder(dirname(path));
      }
      return size;
    },

    read: (id, start, end) => createReadStream(pathOf(id), { start, end }),

    async remove(id) {
      await rm(pathOf(id), { force: true });
    },

    async tidy() {
      const folders = await readdir(directory).catch(() => []);
      for (const folder of folders) {
        const names = await readdir(join(directory, folder)).catch(() => []);
        const unfinished = names.filter((name) => name.endsWith(UNFINISHED));
        for (const name of unfinished) await rm(join(directory, folder, name), { force: true });
      }
    },
  };
}

/** The name is on the disk, too. */
async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

async function writeWithin(
  path: string,
  content: AsyncIterable<Uint8Array>,
  most: number,
): Promise<number | undefined> {
  const file = await open(path, 'wx', 0o600);
  try {
    let size = 0;
    for await (const chunk of content) {
      size += chunk.length;
      if (size > most) return undefined;
      await file.writeFile(chunk);
    }
    await file.sync();
    return size;
  } finally {
    await file.close();
  }
}
