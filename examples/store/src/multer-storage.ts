import { callbackify } from 'node:util';
import type { StorageEngine } from 'multer';

import type { FileStore, PendingFile, StoredFile } from './file-store.ts';
import { missingFile, receiveFormFile } from './form-intake.ts';

/** What this engine adds to multer's own facts of a file. */
interface Received {
  readonly pending: PendingFile;
}

/** Returns a storage engine with which multer writes into the store: the file stays pending until it is committed. */
export function multerStorage(store: FileStore): StorageEngine {
  const receive = callbackify(receiveFormFile);
  const discard = callbackify(({ pending }: Received) => pending.discard());
  return {
    _handleFile(request, file, done) {
      receive(store, request, file.originalname, file.stream, (error, pending) =>
        done(error, { pending } as object),
      );
    },
    _removeFile(_request, file, done) {
      discard(file as unknown as Received, (error) => done(error));
    },
  };
}

/**
 * Puts the file that multer has received in its place.
 *
 * @param file - `request.file`
 * @throws RequestError 400 when the form had none
 */
export async function commitFormFile(file: object | undefined): Promise<StoredFile> {
  if (!file) throw missingFile();
  return await (file as Received).pending.commit();
}
