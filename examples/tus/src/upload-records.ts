import { unlink } from 'node:fs/promises';
import { join } from 'node:path';

import { storeFile } from '@http507/guard';
import { FileConfigstore } from '@tus/file-store';
import type { Upload } from '@tus/server';

/** The length and metadata of each upload, in a file beside it. */
export class UploadRecords extends FileConfigstore<Upload> {
  /** Written to a part and renamed. The base class would empty the record first, and a full disk would then lose the upload. */
  override async set(id: string, upload: Upload): Promise<void> {
    await storeFile(JSON.stringify(upload), this.#pathOf(id));
  }

  /** Of several calls, even in several processes, one succeeds and the others reject with ENOENT. */
  override async delete(id: string): Promise<void> {
    await unlink(this.#pathOf(id));
  }

  #pathOf(id: string): string {
    return join(this.directory, `${id}.json`);
  }
}
