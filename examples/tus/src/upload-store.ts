import { createWriteStream } from 'node:fs';
import { rm, truncate, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import {
  createStoreGuards,
  type GuardUsage,
  type Reservation,
  type StoreConfig,
  type StoreGuards,
} from '@http507/example-store';
import { type Ledger, meter, removeFile, sweepParts } from '@http507/guard';
import { FileStore } from '@tus/file-store';
import { ERRORS, type Upload } from '@tus/server';

import { accountOf, isExpired, isFinished, reserveUpload } from './upload-facts.ts';
import { UploadRecords } from './upload-records.ts';

type Limits = Pick<StoreConfig, 'dataDir' | 'capacityBytes' | 'quotaBytes' | 'leaseSeconds'>;

/** The store of @tus/server that reserves room for every upload from its creation until it is finished, deleted or expired. */
export class UploadStore extends FileStore {
  readonly #records: UploadRecords;
  readonly #guards: StoreGuards;

  private constructor(limits: Limits, ledger: Ledger | undefined) {
    const records = new UploadRecords(limits.dataDir);
    super({
      directory: limits.dataDir,
      configstore: records,
      expirationPeriodInMilliseconds: limits.leaseSeconds * 1000,
    });
    this.#records = records;
    const contents = { path: limits.dataDir, sum: (account?: string) => this.#sum(account) };
    this.#guards = createStoreGuards(contents, limits, ledger);
  }

  /**
   * Opens a folder. Reserves again for the unfinished uploads in it, unless a ledger has kept that.
   *
   * @param ledger - keeps the accounting; by default it is kept in this process
   */
  static async open(limits: Limits, ledger?: Ledger): Promise<UploadStore> {
    await sweepParts(limits.dataDir);
    const store = new UploadStore(limits, ledger);
    if (!ledger) await store.#reserveUnfinished();
    return store;
  }

  override async create(upload: Upload): Promise<Upload> {
    const reservation = await this.#reserve(upload);
    try {
      return await super.create(upload);
    } catch (error) {
      await reservation.release();
      const path = this.#pathOf(upload.id);
      for (const each of [path, `${path}.json`]) await rm(each, { force: true });
      throw error;
    } finally {
      await reservation.suspend();
    }
  }

  /** Unlike the base class, passes on the errors of the file system. */
  override async write(body: Readable, id: string, offset: number): Promise<number> {
    const upload = await this.getUpload(id);
    // Counted already. The ledger does not remember that for ever.
    if (isFinished(upload)) return offset;
    const reservation = await this.#reserve(upload);
    try {
      const file = createWriteStream(this.#pathOf(id), { flags: 'r+', start: offset });
      await pipeline(body, meter(reservation), file);
      const stored = (await this.getUpload(id)).offset;
      if (stored === upload.size) await this.#finish(id, stored, reservation);
      return stored;
    } finally {
      await reservation.suspend();
    }
  }

  override async declareUploadLength(id: string, size: number): Promise<void> {
    const upload = await this.getUpload(id);
    upload.size = size;
    // Before the length is recorded, because a client may announce it only once.
    const reservation = await this.#reserve(upload);
    try {
      await super.declareUploadLength(id, size);
      if (isFinished(upload)) await this.#finish(id, size, reservation);
    } finally {
      await reservation.suspend();
    }
  }

  override async remove(id: string): Promise<void> {
    const upload = await this.getUpload(id);
    const { guard } = this.#guards;
    // First, because only one of several processes can delete it: the room is freed once.
    await this.#records.delete(id).catch((error: NodeJS.ErrnoException) => {
      throw error.code === 'ENOENT' ? ERRORS.FILE_NOT_FOUND : error;
    });
    try {
      if (isFinished(upload)) {
        await removeFile(this.#pathOf(id), guard, accountOf(upload));
      } else {
        await guard.cancel(accountOf(upload), id);
        await unlink(this.#pathOf(id));
      }
    } catch (error) {
      await this.#records.set(id, upload);
      throw error;
    }
  }

  /** Removes unfinished uploads. The base class takes every upload for unfinished, because its records are not updated. */
  override async deleteExpired(): Promise<number> {
    let deleted = 0;
    for await (const upload of this.#uploads()) {
      if (isFinished(upload) || !isExpired(upload, this.getExpiration())) continue;
      await this.remove(upload.id).then(
        () => (deleted += 1),
        (error: unknown) => {
          if (error !== ERRORS.FILE_NOT_FOUND) console.error(error);
        },
      );
    }
    return deleted;
  }

  /** Returns how much of its quota an account uses. */
  usage(account: string): Promise<GuardUsage> {
    return this.#guards.quota.usage(account);
  }

  #reserve(upload: Upload): Promise<Reservation> {
    return reserveUpload(this.#guards.guard, upload);
  }

  async #finish(id: string, bytes: number, reservation: Reservation): Promise<void> {
    try {
      await reservation.commit(bytes);
    } catch (error) {
      // Otherwise HEAD would report an upload as finished that is not counted. The client sends the last byte again.
      await truncate(this.#pathOf(id), Math.max(0, bytes - 1));
      throw error;
    }
  }

  async #reserveUnfinished(): Promise<void> {
    for await (const upload of this.#uploads()) {
      if (isFinished(upload)) continue;
      // If it does not fit, its next PATCH is refused.
      const reservation = await this.#reserve(upload).catch(() => undefined);
      await reservation?.suspend();
    }
  }

  async #sum(account: string | undefined): Promise<number> {
    let bytes = 0;
    for await (const upload of this.#uploads()) {
      if (isFinished(upload) && (account === undefined || accountOf(upload) === account))
        bytes += upload.offset;
    }
    return bytes;
  }

  async *#uploads(): AsyncGenerator<Upload> {
    for (const id of await this.#records.list()) {
      const upload = await this.getUpload(id).catch(() => undefined);
      if (upload) yield upload;
    }
  }

  #pathOf(id: string): string {
    return join(this.directory, id);
  }
}
