import { constants, type Stats } from 'node:fs';
import { copyFile, link, open, readlink, rename, symlink, unlink } from 'node:fs/promises';
import { dirname } from 'node:path';

import { partPath, removePart } from './part-file.ts';

/** A part and its target. */
export interface Placement {
  readonly part: string;
  readonly path: string;
  /** The version that it replaces. Required if several files are placed. */
  readonly old?: Stats | undefined;
}

/** Renames every part to its path. If a rename fails, restores the versions that were replaced before. */
export async function placeFiles(files: readonly Placement[]): Promise<void> {
  const [first] = files;
  if (files.length === 1 && first) return rename(first.part, first.path);
  const backups: string[] = [];
  const undo: (() => Promise<void>)[] = [];
  try {
    for (const { part, path, old } of files) {
      const backup = old && (await keepVersion(path, old));
      await rename(part, path).catch(async (error: unknown) => {
        if (backup) await removePart(backup);
        throw error;
      });
      if (backup) backups.push(backup);
      undo.push(() => (backup ? rename(backup, path) : unlink(path)));
    }
  } catch (error) {
    for (const step of undo.reverse()) await step().catch(() => undefined);
    throw error;
  }
  await Promise.all(backups.map(removePart));
}

/** Flushes the folders of renamed files. Windows does not support this. */
export async function syncFolders(paths: readonly string[]): Promise<void> {
  if (process.platform === 'win32') return;
  for (const folder of new Set(paths.map((path) => dirname(path)))) {
    const handle = await open(folder, 'r');
    try {
      await handle.sync();
    } finally {
      await handle.close();
    }
  }
}

/** The errors of file systems without hard links, and of files with too many links. */
const NO_LINK = ['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK'];

/** Keeps a version under the name of a part, so that it can be restored, or swept if the process is killed. */
async function keepVersion(path: string, old: Stats): Promise<string> {
  const backup = partPath(path);
  // On macOS, link() follows symbolic links.
  if (old.isSymbolicLink()) await symlink(await readlink(path), backup);
  else {
    await link(path, backup).catch((error: NodeJS.ErrnoException) => {
      if (!NO_LINK.includes(error.code ?? '') || !old.isFile()) throw error;
      return copyFile(path, backup, constants.COPYFILE_EXCL | constants.COPYFILE_FICLONE);
    });
  }
  return backup;
}
