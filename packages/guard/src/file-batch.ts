import { type FileSource, SourceReader } from './file-source.ts';
import type { Reservation } from './guard.ts';
import { Metering } from './metering.ts';
import { PartFile } from './part-file.ts';
import { inTurn } from './path-turns.ts';
import { placeFiles, syncFolders } from './place-files.ts';
import { shared } from './shared.ts';
import { checkOptions, type StoreFileOptions } from './store-file-options.ts';
import { checkPath, countedBytes, findTarget } from './target-file.ts';

/** A file that was stored. */
export interface StoredFile {
  /** The path that was passed to `add`. */
  readonly path: string;
  readonly bytes: number;
}

interface Staged {
  readonly path: string;
  readonly part: PartFile;
}

/** Reservations in use. A batch with a reservation that has ended would store files that are not counted. */
const taken = shared('taken', new WeakSet<Reservation>());

/**
 * Stores files that become visible together, or not at all. If one fails, all parts are removed and the reservation is
 * released.
 */
export class FileBatch {
  readonly #reservation: Reservation | undefined;
  readonly #metering: Metering | undefined;
  readonly #durable: boolean;
  readonly #signal: AbortSignal | undefined;
  readonly #onAbort = (): void => void this.#end(this.#signal?.reason);
  readonly #adding = new Set<Promise<StoredFile>>();
  readonly #readers = new Set<SourceReader>();
  readonly #paths = new Set<string>();
  #staged: Staged[] = [];
  #ended: { readonly reason: unknown } | undefined;
  #committed: Promise<StoredFile[]> | undefined;

  /** @throws TypeError that names the unknown or invalid option; Error if the reservation was used for another batch */
  constructor(options: StoreFileOptions = {}) {
    const { reservation, durable = false, signal } = checkOptions(options);
    if (reservation) {
      if (taken.has(reservation))
        throw new Error('reservation was used before: store several files in one FileBatch');
      taken.add(reservation);
      this.#metering = new Metering(reservation, () => this.#replacedBytes());
    }
    this.#reservation = reservation;
    this.#durable = durable;
    this.#signal = signal;
    if (signal?.aborted) this.#onAbort();
    else signal?.addEventListener('abort', this.#onAbort);
  }

  /**
   * Writes a file to a part in the folder of its path. Files may be added concurrently. If two have the same path, the one that is complete
   * last is stored.
   *
   * @param path - the path of the file. The commit replaces an existing file. A link is replaced, not followed
   * @throws StorageExhaustedError if the reservation cannot grow; the errors of the source and of the file system unchanged
   */
  add(source: FileSource, path: string): Promise<StoredFile> {
    const adding = this.#add(source, path);
    this.#adding.add(adding);
    return adding;
  }

  /**
   * Waits for all files, counts them and makes them visible. If a rename fails, replaced versions are restored and the count is undone.
   *
   * @throws StorageExhaustedError if there is no room for the bytes that were really written, and the errors of `add`
   */
  commit(): Promise<StoredFile[]> {
    this.#committed ??= this.#commit();
    return this.#committed;
  }

  /** Removes the parts and releases the reservation. Does nothing after a commit. Never rejects. */
  async discard(): Promise<void> {
    if (this.#committed) await this.#committed.catch(() => undefined);
    else await this.#end(new Error('The files were discarded'));
    await Promise.allSettled(this.#adding);
  }

  async #add(source: FileSource, path: string): Promise<StoredFile> {
    if (this.#committed) throw new Error('The batch was committed');
    try {
      checkPath(path);
      const reader = new SourceReader(source);
      this.#readers.add(reader);
      try {
        const part = await this.#receive(reader, path);
        this.#staged.push({ path, part });
        return { path, bytes: part.bytes };
      } catch (error) {
        reader.abandon();
        throw error;
      } finally {
        this.#readers.delete(reader);
      }
    } catch (error) {
      await this.#end(error);
      throw error;
    }
  }

  async #receive(reader: SourceReader, path: string): Promise<PartFile> {
    this.#expectOpen();
    this.#paths.add(path);
    const part = await PartFile.create(path);
    try {
      for (let chunk = await reader.next(); chunk; chunk = await reader.next()) {
        const grown = this.#metering?.admit(chunk.byteLength);
        if (grown) await grown;
        await part.write(chunk);
      }
      await part.close(this.#durable);
      reader.expectComplete();
      this.#expectOpen();
      return part;
    } catch (error) {
      await part.remove();
      throw error;
    }
  }

  /** Returns the length of the replaced files. Without it, an overwrite would be refused when the quota is nearly used up. */
  async #replacedBytes(): Promise<number> {
    return sum((await Promise.all([...this.#paths].map(findTarget))).map(countedBytes));
  }

  async #commit(): Promise<StoredFile[]> {
    await Promise.all(this.#adding);
    this.#expectOpen();
    this.#signal?.removeEventListener('abort', this.#onAbort);
    try {
      const files = [...new Map(this.#staged.map((file) => [file.path, file])).values()];
      await inTurn(
        files.map(({ path }) => path),
        () => this.#place(files),
      );
      const overwritten = this.#staged.filter((file) => !files.includes(file));
      await Promise.all(overwritten.map(({ part }) => part.remove()));
      return files.map(({ path, part }) => ({ path, bytes: part.bytes }));
    } catch (error) {
      await this.#end(error);
      throw error;
    }
  }

  async #place(files: readonly Staged[]): Promise<void> {
    const needsOld = this.#reservation !== undefined || files.length > 1;
    const old = needsOld ? await Promise.all(files.map(({ path }) => findTarget(path))) : [];
    // Count first, so that no visible file is uncounted (ADR 13).
    await this.#reservation?.commit(sum(files.map(({ part }) => part.bytes)), {
      replacedBytes: sum(old.map(countedBytes)),
    });
    try {
      await placeFiles(files.map(({ path, part }, index) => ({ path, part: part.path, old: old[index] })));
    } catch (error) {
      await this.#reservation?.undoCommit();
      throw error;
    }
    if (this.#durable) await syncFolders(files.map(({ path }) => path));
  }

  #expectOpen(): void {
    if (this.#ended) throw this.#ended.reason;
  }

  /** Ends the batch without its files. Never rejects. */
  async #end(reason: unknown): Promise<void> {
    this.#ended ??= { reason };
    this.#signal?.removeEventListener('abort', this.#onAbort);
    for (const reader of this.#readers) reader.interrupt(this.#ended.reason);
    // Before anything is awaited, because the guard counts an open reservation after a successful response.
    const released = this.#reservation?.release().catch(() => undefined);
    await Promise.all([...this.#staged.splice(0).map(({ part }) => part.remove()), released]);
  }
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
