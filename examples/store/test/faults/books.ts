import { existsSync } from 'node:fs';
import type { Ledger } from '@http507/guard';
import { expect, vi } from 'vitest';

import { listFiles } from '../../src/folder.ts';
import { partsIn } from '../service.ts';
import { BYTES, type Load } from './load.ts';

/** How much each account may store, in bytes. */
export const QUOTA = 100_000;

/** Where the files of a service are, and its accounting. */
export interface Books {
  readonly dataDir: string;
  readonly ledger: Ledger;
}

const folderOf = ({ dataDir }: Books, account: string): string => `${dataDir}/.accounts/${account}`;

/** Returns the length of the files of an account. */
export async function bytesOnDisk(books: Books, account: string): Promise<number> {
  return (await listFiles(folderOf(books, account)).catch(() => [])).reduce(
    (sum, { bytes }) => sum + bytes,
    0,
  );
}

/** Expects that every client got one of the promised answers. */
export function expectAnswers({ outcomes }: Load): void {
  const wrong = outcomes.filter(
    ({ method, status }) => !(method === 'PUT' ? [201, 507, 503] : [204, 404, 503]).includes(Number(status)),
  );
  expect(wrong).toEqual([]);
}

/** Returns the bytes of files that were deleted although their clients got a 503: the ledger failed after it had agreed. */
export function bytesGoneWith503(books: Books, { outcomes }: Load, account: string): number {
  const deletions = outcomes.filter((each) => each.method === 'DELETE' && each.account === account);
  const confirmed = new Set(deletions.filter(({ status }) => status === 204).map(({ name }) => name));
  const gone = new Set(
    deletions
      .filter(({ status, name }) => status === 503 && !confirmed.has(name))
      .filter(({ name }) => !existsSync(`${folderOf(books, account)}/${name}`))
      .map(({ name }) => name),
  );
  return gone.size * BYTES;
}

/**
 * Expects that the ledger counts exactly the files on the disk, plus what was deleted with a 503, for every account and the folder; that
 * nothing stays reserved; and that no part is left.
 *
 * @param timeout - how long reservations may last, in milliseconds
 */
export async function expectTrueBooks(
  books: Books,
  load: Load,
  accounts: readonly string[],
  timeout: number,
): Promise<void> {
  const expected: Record<string, unknown> = {};
  const names: Record<string, string> = {};
  let total = 0;
  for (const account of accounts) {
    const usedBytes = (await bytesOnDisk(books, account)) + bytesGoneWith503(books, load, account);
    total += usedBytes;
    expected[account] = { usedBytes, heldBytes: 0 };
    names[account] = account;
  }
  expected.folder = { usedBytes: total, heldBytes: 0 };
  names.folder = `\u0001${books.dataDir}`;
  await vi.waitFor(
    async () => {
      const figures = await Promise.all(
        Object.entries(names).map(async ([name, key]) => [name, await books.ledger.read(key)]),
      );
      expect(Object.fromEntries(figures)).toEqual(expected);
    },
    { timeout, interval: 200 },
  );
  expect(await partsIn(books.dataDir)).toEqual([]);
}
