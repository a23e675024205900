import { writeFile } from 'node:fs/promises';

/**
 * Rejects with the kernel's own ENOSPC by writing to /dev/full.
 *
 * Linux, FreeBSD and NetBSD have that device. On macOS and Windows this rejects with ENOENT or EPERM, which becomes a 500.
 */
export async function simulateEnospc(): Promise<void> {
  // Never 'w', which would create a file where the device is missing.
  await writeFile('/dev/full', 'x', { flag: 'r+' });
}
