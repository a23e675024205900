import { lstat, readdir } from 'node:fs/promises';
import { join } from 'node:path';

/** Files that `storeFile` is still writing have such a name. */
const PART = /^\.http507-.*\.part$/;

/** Returns the names in a folder, without those of files that are still being stored. */
export async function listNames(folder: string): Promise<string[]> {
  return (await readdir(folder)).filter((name) => !PART.test(name));
}

/** Returns the length of a file or of all files in a folder and its subfolders, in bytes. Returns 0 if there is none. */
export async function treeSize(path: string): Promise<number> {
  try {
    const stats = await lstat(path);
    if (!stats.isDirectory()) return stats.isFile() ? stats.size : 0;
    let bytes = 0;
    for (const name of await listNames(path)) bytes += await treeSize(join(path, name));
    return bytes;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return 0;
    throw error;
  }
}
