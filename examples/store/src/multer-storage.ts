import type { IncomingMessage } from 'node:http';
import type { Readable } from 'node:stream';
import { callbackify } from 'node:util';
import type { Reservation } from '@http507/guard';
import type { StorageEngine } from 'multer';

import { accountOf } from './account.ts';
import type { FileStore, PendingFile } from './file-store.ts';
import type { StoredFile } from './folder.ts';
import { missingFile } from './form-intake.ts';

/** What this engine adds to multer's own facts of a file. */
interface Received {
  readonly pending: PendingFile;
}

/**
 * Returns a storage engine with which multer writes into the store: the file stays pending until it is committed.
 *
 * @param reservationOf - returns what was reserved for a request
 */
export function multerStorage(
  store: FileStore,
  reservationOf: (request: IncomingMessage) => Reservation,
): StorageEngine {
  const receive = callbackify(async (request: IncomingMessage, name: string, content: Readable) =>
    store.receive(accountOf(request), name, content, reservationOf(request)),
  );
  const discard = callbackify(({ pending }: Received) => pending.discard());
  return {
    _handleFile(request, file, done) {
      receive(request, file.originalname, file.stream, (error, pending) => {
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
