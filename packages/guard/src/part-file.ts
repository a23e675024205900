import { type FileHandle, open, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';

import { partName } from './process-identity.ts';

/** A file with a temporary name in the folder of its target, because a rename is atomic only within a volume. */
export class PartFile {
  readonly path: string;
  bytes = 0;
  readonly #handle: FileHandle;

  private constructor(path: string, handle: FileHandle) {
    this.path = path;
    this.#handle = handle;
  }

  static async create(target: string): Promise<PartFile> {
    const path = partPath(target);
    // `wx` fails if anything exists at the path, even a link.
    return new PartFile(path, await open(path, 'wx'));
  }

  async write(chunk: Uint8Array): Promise<void> {
    let rest = chunk;
    // On a volume that fills up, a write stores what fits and only the next one fails.
    while (rest.byteLength > 0) {
      const { bytesWritten } = await this.#handle.write(rest, 0, rest.byteLength);
      this.bytes += bytesWritten;
      rest = rest.subarray(bytesWritten);
    }
  }

  /** Closes the file. Thin volumes and NFS may report ENOSPC only at fsync or close. */
  async close(durable: boolean): Promise<void> {
    if (durable) await this.#handle.sync();
    await this.#handle.close();
  }

  /** Closes and removes the file. Never rejects: an earlier error matters more, and a sweep tries again. */
  async remove(): Promise<void> {
    await this.#handle.close().catch(() => undefined);
    await removePart(this.path);
  }
}

/** Returns a new path for a part in the folder of a target. */
export function partPath(target: string): string {
  return join(dirname(target), partName());
}

/** Removes a part. Never rejects. */
export async function removePart(path: string): Promise<void> {
  await rm(path, { force: true }).catch(() => undefined);
}
