import type { Stats } from 'node:fs';
import { lstat, mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';

/** A file, as clients see it. */
export interface StoredFile {
  readonly name: string;
  readonly bytes: number;
}

/** Returns the files in a folder, by name; an empty array if the folder does not exist. */
export async function listFiles(folder: string): Promise<StoredFile[]> {
  const entries = await orAbsent(readdir(folder, { withFileTypes: true }));
  const names = (entries ?? [])
    .filter((entry) => entry.isFile() && !entry.name.startsWith('.'))
    .map(({ name }) => name);
  const files = await Promise.all(names.sort().map((name) => findFile(folder, name)));
  return files.filter((file) => file !== undefined);
}

/** Returns the total length of the files in a folder, in bytes. */
export async function sumFiles(folder: string): Promise<number> {
  return (await listFiles(folder)).reduce((sum, { bytes }) => sum + bytes, 0);
}

/** Returns a file, or undefined if there is none with that name. */
export async function findFile(folder: string, name: string): Promise<StoredFile | undefined> {
  const stats = await readStats(join(folder, name));
  return stats?.isFile() ? { name, bytes: stats.size } : undefined;
}

/** Returns the stats of a path. Never follows a link, which may lead anywhere. */
export async function readStats(path: string): Promise<Stats | undefined> {
  return await orAbsent(lstat(path));
}

/** Makes a folder if it does not exist. Not `recursive`, which never returns in /proc. */
export async function makeFolder(path: string): Promise<void> {
  await mkdir(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') throw error;
  });
}

async function orAbsent<T>(answer: Promise<T>): Promise<T | undefined> {
  return await answer.catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
}
