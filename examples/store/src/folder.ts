import type { Stats } from 'node:fs';
import { lstat, mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';

/** One file, as clients see it. */
export interface StoredFile {
  readonly name: string;
  readonly bytes: number;
}

/** Returns the files in a folder, by name; none where there is no such folder. */
export async function listFiles(folder: string): Promise<StoredFile[]> {
  const entries = await orAbsent(readdir(folder, { withFileTypes: true }));
  const names = (entries ?? [])
    .filter((entry) => entry.isFile() && !entry.name.startsWith('.'))
    .map(({ name }) => name);
  const files = await Promise.all(names.sort().map((name) => findFile(folder, name)));
  return files.filter((file) => file !== undefined);
}

/** Returns how much the files in a folder take, in bytes. */
export async function sumFiles(folder: string): Promise<number> {
  return (await listFiles(folder)).reduce((sum, { bytes }) => sum + bytes, 0);
}

/** Returns a file, or undefined when there is none of that name. */
export async function findFile(folder: string, name: string): Promise<StoredFile | undefined> {
  const stats = await readStats(join(folder, name));
  return stats?.isFile() ? { name, bytes: stats.size } : undefined;
}

/** Returns what is at a path. Never follows a link, which may lead anywhere. */
export async function readStats(path: string): Promise<Stats | undefined> {
  return await orAbsent(lstat(path));
}

/** Makes a folder, unless it is there. Not `recursive`, which never ends in a place such as /proc. */
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
