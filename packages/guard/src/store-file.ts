import { FileBatch } from './file-batch.ts';
import type { FileSource } from './file-source.ts';
import type { StoreFileOptions } from './store-file-options.ts';

/**
 * Stores a file and returns its length in bytes. It is written to a part in the same folder, counted and then renamed: other
 * processes see the old version or the whole new one. When anything fails, the part is removed, the reservation is
 * released and the old version stays.
 *
 * @param path - what is there is replaced; a link is replaced, not followed
 * @throws StorageExhaustedError when the reservation cannot grow; TypeError for invalid arguments; the errors of the source and of
 * the file system unchanged. Only when a `durable` folder cannot be flushed has the new version replaced the old one by then.
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
