import { writeFile } from 'node:fs/promises';

/**
 * Lets the kernel's own ENOSPC fly, raw, by writing to /dev/full.
 *
 * Linux, FreeBSD and NetBSD have that device. macOS and Windows do not: there this rejects with ENOENT or EPERM, which
 * is a 500.
 */
export async function simulateEnospc(): Promise<void> {
  // Never 'w', which would create a file of that name where the device is missing.
  await writeFile('/dev/full', 'x', { flag: 'r+' });
}
