import { randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import {
  type FileSource,
  type Guard,
  type GuardUsage,
  type Ledger,
  type Reservation,
  removeFile,
  storeFile,
  sweepParts,
} from '@http507/guard';

import { DataFolder } from './data-folder.ts';
import { serializeDocument } from './document-intake.ts';
import { checkFileName } from './file-name.ts';
import { findFile, listFiles, readStats, type StoredFile } from './folder.ts';
import { RequestError } from './request-error.ts';
import type { StoreConfig } from './store-config.ts';
import { createStoreGuards } from './store-guards.ts';

type Limits = Pick<StoreConfig, 'dataDir' | 'capacityBytes' | 'quotaBytes' | 'leaseSeconds'>;

/** The files of accounts, in one folder. */
export class FileStore {
  readonly #data: DataFolder;
  readonly #quota: Guard;
  /** The guard that must admit every upload. */
  readonly guard: Guard;

  private constructor(limits: Limits, ledger: Ledger | undefined) {
    this.#data = new DataFolder(limits.dataDir);
    const { guard, quota } = createStoreGuards(this.#data, limits, ledger);
    this.guard = guard;
    this.#quota = quota;
  }

  /**
   * Opens a folder and removes what killed processes have left there.
   *
   * @param ledger - keeps the accounting; by default it is kept in this process
   */
  static async open(limits: Limits, ledger?: Ledger): Promise<FileStore> {
    const store = new FileStore(limits, ledger);
    await sweepParts(limits.dataDir);
    await store.#data.removeEmpty();
    return store;
  }

  /**
   * Stores an upload under a name and replaces the file that had it.
   *
   * @throws the RequestErrors of `pathFor`, 400 when the client goes away, and the errors of storeFile
   */
  async put(
    account: string,
    name: string,
    upload: FileSource,
    reservation: Reservation,
  ): Promise<StoredFile> {
    const path = await this.pathFor(account, name);
    try {
      return { name, bytes: await storeFile(upload, path, { reservation, durable: true }) };
    } catch (error) {
      throw isGone(error)
        ? new RequestError(400, 'upload_aborted', 'The upload ended before it was complete.')
        : error;
    }
  }

  /**
   * Returns the path for a file, and makes the folder of its account.
   *
   * @throws RequestError 400 for an invalid name, 409 when something other than a file has it
   */
  async pathFor(account: string, name: string): Promise<string> {
    const path = join(this.#data.of(account), checkFileName(name));
    const found = await readStats(path);
    if (found && !found.isFile()) {
      throw new RequestError(409, 'not_a_file', 'The name is taken by something that is not a file.');
    }
    await this.#data.make(account);
    return path;
  }

  /** Stores a JSON document under a new id, as the file `<id>.json`. */
  async addDocument(
    account: string,
    document: object,
    reservation: Reservation,
  ): Promise<{ id: string; bytes: number }> {
    const id = randomUUID();
    const content = Readable.from([serializeDocument(document)]);
    const { bytes } = await this.put(account, `${id}.json`, content, reservation);
    return { id, bytes };
  }

  /** Returns the files of an account, by name. */
  async list(account: string): Promise<StoredFile[]> {
    return await listFiles(this.#data.of(account));
  }

  /**
   * Returns the length of a file; 0 when there is none.
   *
   * @throws RequestError 400 for an invalid name
   */
  async length(account: string, name: string): Promise<number> {
    return (await this.find(account, name))?.bytes ?? 0;
  }

  /**
   * Returns a file, or undefined if there is none with that name.
   *
   * @throws RequestError 400 for an invalid name
   */
  async find(account: string, name: string): Promise<StoredFile | undefined> {
    return await findFile(this.#data.of(account), checkFileName(name));
  }

  /** Returns the length of the largest file of an account. */
  async largest(account: string): Promise<number> {
    return (await this.list(account)).reduce((most, { bytes }) => Math.max(most, bytes), 0);
  }

  /**
   * Returns the length of a file, and its content.
   *
   * @throws RequestError 400 for an invalid name, 404 for an unknown one
   */
  async read(account: string, name: string): Promise<StoredFile & { content: Readable }> {
    const file = await this.#findOrThrow(account, name);
    return { ...file, content: createReadStream(join(this.#data.of(account), name)) };
  }

  /**
   * Returns the path of a file.
   *
   * @throws RequestError 400 for an invalid name, 404 for an unknown one
   */
  async locate(account: string, name: string): Promise<string> {
    await this.#findOrThrow(account, name);
    return join(this.#data.of(account), name);
  }

  /**
   * Removes a file. A full disk does not prevent it.
   *
   * @throws RequestError 400 for an invalid name, 404 for an unknown one
   */
  async remove(account: string, name: string): Promise<void> {
    const path = await this.locate(account, name);
    await removeFile(path, this.guard, account).catch((error) => {
      // Two clients have removed it at the same time.
      throw error.code === 'ENOENT' ? unknownFile() : error;
    });
  }

  /** Returns how much of its quota an account uses. */
  async usage(account: string): Promise<GuardUsage> {
    return await this.#quota.usage(account);
  }

  async #findOrThrow(account: string, name: string): Promise<StoredFile> {
    const file = await this.find(account, name);
    if (!file) throw unknownFile();
    return file;
  }
}

function unknownFile(): RequestError {
  return new RequestError(404, 'unknown_file', 'There is no file of that name.');
}

/** Node reports an aborted request with either code. */
function isGone(error: unknown): boolean {
  const { code } = error as NodeJS.ErrnoException;
  return code === 'ECONNRESET' || code === 'ERR_STREAM_PREMATURE_CLOSE';
}
