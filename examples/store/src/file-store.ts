import { randomUUID } from 'node:crypto';
import { createReadStream, type Stats } from 'node:fs';
import { lstat, mkdir, readdir, rm, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import pLimit from 'p-limit';

import { serializeDocument } from './document-intake.ts';
import { checkFileName } from './file-name.ts';
import { promotePart, removePart, writePart } from './part.ts';
import { RequestError } from './request-error.ts';
import { Room } from './room.ts';
import type { StoreConfig } from './store-config.ts';

/** One file, as clients see it. */
export interface StoredFile {
  readonly name: string;
  readonly bytes: number;
}

/** An upload that is on the disk but not yet in its place. */
export interface PendingFile {
  /** Puts it in its place. */
  commit(): Promise<StoredFile>;
  /** Removes it; the old version, if there is one, stays. Never rejects. */
  discard(): Promise<void>;
}

/** Never a file's own name, because that cannot begin with a dot. */
const PARTS = '.parts';

/** Files in one folder that is its own, written beside and renamed, up to a capacity. */
export class FileStore {
  readonly #folder: string;
  readonly #parts: string;
  /** What there is room for. */
  readonly room: Room;
  /** Renaming and removing one at a time keeps the count of bytes in step with the folder. */
  readonly #inTurn = pLimit(1);

  private constructor({ dataDir, capacityBytes }: Pick<StoreConfig, 'dataDir' | 'capacityBytes'>) {
    this.#folder = dataDir;
    this.#parts = join(dataDir, PARTS);
    this.room = new Room(capacityBytes, dataDir);
  }

  /** Opens a folder, and removes the parts that a crash has left there. */
  static async open(config: Pick<StoreConfig, 'dataDir' | 'capacityBytes'>): Promise<FileStore> {
    const store = new FileStore(config);
    await rm(store.#parts, { recursive: true, force: true });
    for (const { name, bytes } of await store.list()) store.room.store(name, bytes);
    return store;
  }

  /** Stores an upload under a name, in the place of what was there. See `receive` for what it throws. */
  async put(name: string, upload: Readable, expectedBytes?: number): Promise<StoredFile> {
    const pending = await this.receive(name, upload, expectedBytes);
    return await pending.commit();
  }

  /**
   * Writes an upload to the disk, to be committed once all else about its request is well. Nothing of it is read when
   * the expected bytes do not fit; where they are not known, or wrong, it is read as far as the room goes.
   *
   * @throws RequestError for an invalid name, one that something other than a file has, or a client that goes away, StorageExhaustedError when the capacity does
   * not hold it, and the file system's own error when the disk does not
   */
  async receive(name: string, upload: Readable, expectedBytes = 0): Promise<PendingFile> {
    const target = join(this.#folder, checkFileName(name));
    const claim = this.room.claim(name, expectedBytes);
    const part = join(this.#parts, randomUUID());
    let bytes: number;
    try {
      const found = await this.#stat(name);
      if (found && !found.isFile()) throw notAFile();
      // Here and not at the start, which must succeed on a disk that is full.
      await this.#makeParts();
      bytes = await writePart(part, upload, claim);
    } catch (error) {
      claim.release();
      throw error;
    }
    const commit = async (): Promise<StoredFile> => {
      try {
        await promotePart(part, target);
        claim.settle();
        return { name, bytes };
      } finally {
        claim.release();
      }
    };
    return {
      commit: () => this.#inTurn(commit),
      discard: async () => {
        await removePart(part);
        claim.release();
      },
    };
  }

  /** Stores a JSON document under an id of its own, as the file `<id>.json`. */
  async addDocument(document: object): Promise<{ id: string; bytes: number }> {
    const id = randomUUID();
    const content = serializeDocument(document);
    const { bytes } = await this.put(`${id}.json`, Readable.from([content]), content.byteLength);
    return { id, bytes };
  }

  /** Returns the files, by name. */
  async list(): Promise<StoredFile[]> {
    const entries = await readdir(this.#folder, { withFileTypes: true });
    const names = entries
      .filter((entry) => entry.isFile() && !entry.name.startsWith('.'))
      .map(({ name }) => name);
    const files = await Promise.all(names.sort().map((name) => this.#find(name)));
    return files.filter((file) => file !== undefined);
  }

  /**
   * Returns a file's length and its content.
   *
   * @throws RequestError 400 for an invalid name, 404 for an unknown one
   */
  async read(name: string): Promise<StoredFile & { content: Readable }> {
    const file = await this.#find(checkFileName(name));
    if (!file) throw unknownFile();
    return { ...file, content: createReadStream(join(this.#folder, name)) };
  }

  /**
   * Removes a file, which works on a full disk as well.
   *
   * @throws RequestError 400 for an invalid name, 404 for an unknown one
   */
  async remove(name: string): Promise<void> {
    const path = join(this.#folder, checkFileName(name));
    await this.#inTurn(async () => {
      if (!(await this.#find(name))) throw unknownFile();
      await unlink(path);
      this.room.store(name, 0);
    });
  }

  async #find(name: string): Promise<StoredFile | undefined> {
    const stats = await this.#stat(name);
    return stats?.isFile() ? { name, bytes: stats.size } : undefined;
  }

  /** Never follows a link, which may lead anywhere. */
  async #stat(name: string): Promise<Stats | undefined> {
    return await lstat(join(this.#folder, name)).catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return undefined;
      throw error;
    });
  }

  async #makeParts(): Promise<void> {
    // Not `recursive`, which never ends in a place such as /proc.
    await mkdir(this.#parts).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'EEXIST') throw error;
    });
  }
}

function notAFile(): RequestError {
  return new RequestError(409, 'not_a_file', 'The name is taken by something that is not a file.');
}

function unknownFile(): RequestError {
  return new RequestError(404, 'unknown_file', 'There is no file of that name.');
}
