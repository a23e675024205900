import type { IncomingMessage } from 'node:http';
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
      receive(store, request, file.originalname, file.stream, (error, pending) => {
        if (error) failAtOnce(request, () => done(error));
        else done(null, { pending } as object);
      });
    },
    _removeFile(_request, file, done) {
      discard(file as unknown as Received, (error) => done(error));
    },
  };
}

/**
 * Lets multer pass on an error while the client still sends. Multer waits for the end of a request for as long as that
 * is readable: a client that sends endlessly, or pauses, would get no answer. As every error does, it stops multer's
 * reading of the request for good; what still comes is thrown away, by multer and by whoever answers.
 */
function failAtOnce(request: IncomingMessage, fail: () => void): void {
  // Of its own, in front of the stream's: the stream's state stays as it is.
  Object.defineProperty(request, 'readable', { value: false, configurable: true });
  try {
    // Multer looks at it before this returns, because a form may hold only one file: there is no other to wait for.
    fail();
  } finally {
    Reflect.deleteProperty(request, 'readable');
  }
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
