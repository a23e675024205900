import { statfs } from 'node:fs/promises';

/** What a volume has, as its own figures say. */
export interface VolumeFigures {
  readonly usedBytes: number;
  /** Without what only root may take. */
  readonly freeBytes: number;
  /** What a file takes is a multiple of this. */
  readonly blockBytes: number;
  readonly usedInodes: number;
  /** `Infinity` where the file system has no such bound. */
  readonly freeInodes: number;
}

/** Asks for the figures of the volume that a path is on. Rejects with the file system's own error. */
export async function readVolume(path: string): Promise<VolumeFigures> {
  // As bigint, because the product may be beyond what a number holds exactly.
  const { bsize, blocks, bfree, bavail, files, ffree } = await statfs(path, { bigint: true });
  return {
    usedBytes: Number((blocks - bfree) * bsize),
    freeBytes: Number(bavail * bsize),
    blockBytes: Number(bsize),
    usedInodes: Number(files - ffree),
    // btrfs and network file systems say 0 of 0.
    freeInodes: files === 0n ? Number.POSITIVE_INFINITY : Number(ffree),
  };
}
