import { unlink } from 'node:fs/promises';

import type { Guard } from './guard.ts';
import { inTurn } from './path-turns.ts';
import { checkPath, countedBytes, findTarget } from './target-file.ts';

/**
 * Removes a file, gives its bytes back to the guard and returns its length. Waits for a storeFile to the same path. Works on a full disk.
 *
 * @param account - the account that the file belongs to. Only quotas need it
 * @throws LedgerUnavailableError, or the file system's error, such as ENOENT. The file and the count are then unchanged
 */
export async function removeFile(path: string, guard: Guard, account?: string): Promise<number> {
  checkPath(path);
  return inTurn([path], async () => {
    const bytes = countedBytes(await findTarget(path));
    // If the ledger is unavailable, a deleted file would stay counted.
    await guard.giveBack(account, 0);
    // Of several processes that remove the file, one succeeds. Only that one gives back.
    await unlink(path);
    await guard.giveBack(account, bytes, { repeat: true });
    return bytes;
  });
}
