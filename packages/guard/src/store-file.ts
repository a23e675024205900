import { FileBatch } from './file-batch.ts';
import type { FileSource } from './file-source.ts';
import type { StoreFileOptions } from './store-file-options.ts';

/**
 * Stores a file and returns its length in bytes. The file is written to a part in the same folder, counted and then renamed, so other
 * processes see the old version or the whole new one. If anything fails, the part is removed, the reservation is released and the old
 * version stays.
 *
 * @param path - the path of the file. An existing file is replaced. A link is replaced, not followed
 * @throws StorageExhaustedError if the reservation cannot grow; TypeError for invalid arguments; the errors of the source and of the file
 * system unchanged. If a `durable` folder cannot be flushed, the promise rejects although the new version is in place
 */
export async function storeFile(
  source: FileSource,
  path: string,
  options?: StoreFileOptions,
): Promise<number> {
  const batch = new FileBatch(options);
  const { bytes } = await batch.add(source, path);
  await batch.commit();
  return bytes;
}
