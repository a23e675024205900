import { open, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

/** A device on Linux that fails every write with the kernel's own ENOSPC. */
const FULL_DISK = '/dev/full';

/** Without a volume, every write goes to the full disk. */
const folder = process.env.DATA_DIR;

/** Streams an upload into the file of its name, as services without http507 commonly do. */
export async function storeUpload(name: string, body: Readable): Promise<void> {
  const file = await (folder ? open(join(folder, basename(name)), 'w') : open(FULL_DISK, 'r+'));
  await pipeline(body, file.createWriteStream());
}

/** Writes one byte to a full disk. */
export async function writeToFullDisk(): Promise<void> {
  await writeFile(FULL_DISK, '0', { flag: 'r+' });
}
