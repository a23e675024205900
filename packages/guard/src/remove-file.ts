import { unlink } from 'node:fs/promises';

import type { Guard } from './guard.ts';
import { inTurn } from './path-turns.ts';
import { checkPath, countedBytes, findTarget } from './target-file.ts';

/**
 * Removes a file, gives its bytes back to the guard and returns them. It waits for a storeFile to the same path, and works on a full disk.
 *
 * @param account - the account that the file belongs to; only a quota uses it
 * @throws the file system's error, such as ENOENT, and LedgerUnavailableError; the file and the count are then unchanged
 */
export async function removeFile(path: string, guard: Guard, account?: string): Promise<number> {
  checkPath(path);
  return inTurn([path], async () => {
    const bytes = countedBytes(await findTarget(path));
    // Given back first: when the ledger is unavailable, the file must not be gone and still be counted.
    await guard.giveBack(account, bytes);
    try {
      await unlink(path);
    } catch (error) {
      await guard.giveBack(account, -bytes).catch(() => undefined);
      throw error;
    }
    return bytes;
  });
}
