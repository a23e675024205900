import { randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { rmdir, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import type { Guard, GuardUsage, Ledger, Reservation } from '@http507/guard';
import pLimit from 'p-limit';

import { DataFolder } from './data-folder.ts';
import { serializeDocument } from './document-intake.ts';
import { checkFileName } from './file-name.ts';
import { findFile, listFiles, readStats, type StoredFile } from './folder.ts';
import { promotePart, removePart, writePart } from './part.ts';
import { PartsFolder } from './parts-folder.ts';
import { RequestError } from './request-error.ts';
import type { StoreConfig } from './store-config.ts';
import { createStoreGuards } from './store-guards.ts';

/** An upload that is on the disk but not yet in its place. */
export interface PendingFile {
  /** Counts it, and puts it in its place. */
  commit(): Promise<StoredFile>;
  /** Removes it; the old version, if there is one, stays. Never rejects. */
  discard(): Promise<void>;
}

type Limits = Pick<StoreConfig, 'dataDir' | 'capacityBytes' | 'quotaBytes' | 'leaseSeconds'>;

/** Files of accounts, in one folder, written beside and renamed, as far as its guard lets them in. */
export class FileStore {
  readonly #data: DataFolder;
  readonly #parts: PartsFolder;
  readonly #quota: Guard;
  /** What every upload is to be admitted by. */
  readonly guard: Guard;
  /** Putting in place and removing one at a time keeps what is counted in step with the folder. */
  readonly #inTurn = pLimit(1);

  private constructor(limits: Limits, ledger: Ledger | undefined) {
    this.#data = new DataFolder(limits.dataDir);
    this.#parts = new PartsFolder(limits.dataDir);
    const { guard, quota } = createStoreGuards(this.#data, limits, ledger);
    this.guard = guard;
    this.#quota = quota;
  }

  /**
   * Opens a folder, and removes the parts that a crash has left there.
   *
   * @param ledger - where the books are kept; in this process by default
   */
  static async open(limits: Limits, ledger?: Ledger): Promise<FileStore> {
    const store = new FileStore(limits, ledger);
    await store.#parts.clean();
    return store;
  }

  /** Stores an upload under a name, in the place of what was there. See `receive` for what it throws. */
  async put(account: string, name: string, upload: Readable, reservation: Reservation): Promise<StoredFile> {
    const pending = await this.receive(account, name, upload, reservation);
    return await pending.commit();
  }

  /**
   * Writes an upload to the disk, to be committed once all else about its request is well. It is read as far as its
   * reservation goes, and can be made to go.
   *
   * @throws RequestError for an invalid name, one that something other than a file has, or a client that goes away,
   * StorageExhaustedError when the guard has no room, and the file system's own error when the disk has none
   */
  async receive(
    account: string,
    name: string,
    upload: Readable,
    reservation: Reservation,
  ): Promise<PendingFile> {
    try {
      const target = join(this.#data.of(account), checkFileName(name));
      const found = await readStats(target);
      if (found && !found.isFile()) throw notAFile();
      // Of a form it is known only now what its file replaces.
      await reservation.ensure(reservation.bytes, { replacedBytes: found?.size ?? 0 });
      const part = await this.#parts.open();
      const bytes = await writePart(part, upload, reservation);
      return {
        commit: () => this.#inTurn(() => this.#commit(account, { name, bytes }, part.path, reservation)),
        discard: async () => {
          await removePart(part.path);
          await reservation.release();
        },
      };
    } catch (error) {
      await reservation.release();
      throw error;
    }
  }

  /** Stores a JSON document under an id of its own, as the file `<id>.json`. */
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

  /** Returns an account's files, by name. */
  async list(account: string): Promise<StoredFile[]> {
    return await listFiles(this.#data.of(account));
  }

  /**
   * Returns how long a file is; 0 when there is none.
   *
   * @throws RequestError 400 for an invalid name
   */
  async length(account: string, name: string): Promise<number> {
    return (await findFile(this.#data.of(account), checkFileName(name)))?.bytes ?? 0;
  }

  /** Returns how long an account's largest file is. */
  async largest(account: string): Promise<number> {
    return (await this.list(account)).reduce((most, { bytes }) => Math.max(most, bytes), 0);
  }

  /**
   * Returns a file's length and its content.
   *
   * @throws RequestError 400 for an invalid name, 404 for an unknown one
   */
  async read(account: string, name: string): Promise<StoredFile & { content: Readable }> {
    const folder = this.#data.of(account);
    const file = await findFile(folder, checkFileName(name));
    if (!file) throw unknownFile();
    return { ...file, content: createReadStream(join(folder, name)) };
  }

  /**
   * Removes a file, which works on a full disk as well.
   *
   * @throws RequestError 400 for an invalid name, 404 for an unknown one
   */
  async remove(account: string, name: string): Promise<void> {
    const folder = this.#data.of(account);
    const path = join(folder, checkFileName(name));
    await this.#inTurn(async () => {
      const file = await findFile(folder, name);
      if (!file) throw unknownFile();
      await this.guard.giveBack(account, file.bytes);
      await this.#carryOut(account, -file.bytes, () => unlink(path));
      // An account that has nothing more leaves nothing.
      if (folder !== this.#data.path) await rmdir(folder).catch(() => undefined);
    });
  }

  /** Returns how much of its quota an account has used. */
  async usage(account: string): Promise<GuardUsage> {
    return await this.#quota.usage(account);
  }

  async #commit(
    account: string,
    { name, bytes }: StoredFile,
    part: string,
    reservation: Reservation,
  ): Promise<StoredFile> {
    try {
      const folder = this.#data.of(account);
      const replacedBytes = (await findFile(folder, name))?.bytes ?? 0;
      await this.#data.make(account);
      // Counted first: nothing is in its place that is not in the books.
      await reservation.commit(bytes, { replacedBytes });
      await this.#carryOut(account, bytes - replacedBytes, () => promotePart(part, join(folder, name)));
      return { name, bytes };
    } catch (error) {
      await removePart(part);
      await reservation.release();
      throw error;
    }
  }

  /** Does what has been counted already; where it fails, that is taken back. */
  async #carryOut(account: string, bytes: number, act: () => Promise<void>): Promise<void> {
    try {
      await act();
    } catch (error) {
      await this.guard.giveBack(account, bytes).catch(() => undefined);
      throw error;
    }
  }
}

function notAFile(): RequestError {
  return new RequestError(409, 'not_a_file', 'The name is taken by something that is not a file.');
}

function unknownFile(): RequestError {
  return new RequestError(404, 'unknown_file', 'There is no file of that name.');
}
