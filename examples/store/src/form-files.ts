import type { IncomingMessage } from 'node:http';
import { basename } from 'node:path';
import type { Reservation } from '@http507/guard';
import { commitFiles, type MulterStorage, multerStorage } from '@http507/guard/multer';

import { accountOf } from './account.ts';
import type { FileStore } from './file-store.ts';
import type { StoredFile } from './folder.ts';
import { missingFile } from './form-intake.ts';

/**
 * Returns a storage engine with which multer writes into the store.
 *
 * @param reservation - returns the reservation of a request
 */
export function formStorage(
  store: FileStore,
  reservation: (request: IncomingMessage) => Reservation,
): MulterStorage {
  return multerStorage({
    path: (request, file) => store.pathFor(accountOf(request), file.originalname),
    reservation,
    durable: true,
  });
}

/**
 * Makes the file of a form visible and returns it.
 *
 * @param request - Node's or Express's request, or Koa's context
 * @throws RequestError 400 when the form had none
 */
export async function commitFormFile(request: object): Promise<StoredFile> {
  const [file] = await commitFiles(request);
  if (!file) throw missingFile();
  return { name: basename(file.path), bytes: file.bytes };
}
