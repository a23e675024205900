import { statfs } from 'node:fs/promises';

/** The figures of a volume. */
export interface VolumeFigures {
  readonly usedBytes: number;
  /** Without the blocks reserved for root. */
  readonly freeBytes: number;
  /** The size of a block. A file uses whole blocks. */
  readonly blockBytes: number;
  readonly usedInodes: number;
  /** `Infinity` if the file system has no limit. */
  readonly freeInodes: number;
}

/** Reads the figures of the volume that contains a path. Rejects with the file system's own error. */
export async function readVolume(path: string): Promise<VolumeFigures> {
  // As bigint, because the product may exceed a safe integer.
  const { bsize, blocks, bfree, bavail, files, ffree } = await statfs(path, { bigint: true });
  return {
    usedBytes: Number((blocks - bfree) * bsize),
    freeBytes: Number(bavail * bsize),
    blockBytes: Number(bsize),
    usedInodes: Number(files - ffree),
    // btrfs and network file systems report 0 of 0.
    freeInodes: files === 0n ? Number.POSITIVE_INFINITY : Number(ffree),
  };
}
