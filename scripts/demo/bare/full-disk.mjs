import { createWriteStream } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';

/** A device on Linux that fails every write with the kernel's own ENOSPC. */
const FULL_DISK = '/dev/full';

/** Streams an upload to a full disk. */
export const storeUpload = (body) => pipeline(body, createWriteStream(FULL_DISK));

/** Writes one byte to a full disk. */
export const writeByte = () => writeFile(FULL_DISK, '0');
