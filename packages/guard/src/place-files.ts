import { constants, type Stats } from 'node:fs';
import { copyFile, link, open, readlink, rename, symlink, unlink } from 'node:fs/promises';
import { dirname } from 'node:path';

import { partPath, removePart } from './part-file.ts';

/** A part, and where it belongs. */
export interface Placement {
  readonly part: string;
  readonly path: string;
  /** The version that it replaces. Needed when several files are placed. */
  readonly old?: Stats | undefined;
}

/** Renames every part to its path. When one rename fails, the versions that were replaced before are restored. */
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

/** Flushes the entries of the folders that files were renamed in. Windows has no such call. */
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

/** File systems without hard links, and files that have too many, report one of these. */
const NO_LINK = ['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK'];

/** Keeps a version under the name of a part, so that it can be restored and, if the process dies, swept. */
async function keepVersion(path: string, old: Stats): Promise<string> {
  const backup = partPath(path);
  // macOS follows a link to its target when it makes a hard link.
  if (old.isSymbolicLink()) await symlink(await readlink(path), backup);
  else {
    await link(path, backup).catch((error: NodeJS.ErrnoException) => {
      if (!NO_LINK.includes(error.code ?? '') || !old.isFile()) throw error;
      return copyFile(path, backup, constants.COPYFILE_EXCL | constants.COPYFILE_FICLONE);
    });
  }
  return backup;
}
