import { existsSync } from 'node:fs';
import type { Ledger } from '@http507/guard';
import { expect, vi } from 'vitest';

import { listFiles } from '../../src/folder.ts';
import { partsIn } from '../service.ts';
import type { Load } from './load.ts';
import { ACCOUNTS } from './under-load.ts';

/** How much each account may store, in bytes. */
export const QUOTA = 100_000;

/** Where the files of the services are, and their accounting. */
export interface Books {
  readonly dataDir: string;
  readonly ledger: Ledger;
}

/** Returns the account of the folder in the ledger. */
export const accountOfFolder = (dataDir: string): string => `\u0001${dataDir}`;

/** Returns how far an account may deviate, in bytes. */
export type Tolerance = (account: string) => number;

const folderOf = ({ dataDir }: Books, account: string): string => `${dataDir}/.accounts/${account}`;

/** Returns the total length of the files of an account. */
export async function bytesOnDisk(books: Books, account: string): Promise<number> {
  return (await listFiles(folderOf(books, account))).reduce((sum, { bytes }) => sum + bytes, 0);
}

/**
 * Expects that every client got one of the answers that are promised, and none was cut off or left waiting; that every stored file is on the
 * disk unless its deletion was requested; and that no refused one is.
 */
export function expectAnswers(books: Books, { outcomes }: Load): void {
  const promised = { PUT: [201, 507, 503], DELETE: [204, 404, 503] };
  expect(outcomes.filter(({ method, status }) => !promised[method].includes(Number(status)))).toEqual([]);
  const deleted = new Set(outcomes.filter(({ method }) => method === 'DELETE').map(({ name }) => name));
  const untrue = outcomes.filter(({ method, account, name, status }) => {
    if (method === 'DELETE' || deleted.has(name)) return false;
    return existsSync(`${folderOf(books, account)}/${name}`) !== (status === 201);
  });
  expect(untrue).toEqual([]);
}

/** Expects that no account stores more than its quota and `excess`. */
export async function expectWithinQuota(books: Books, excess: Tolerance = () => 0): Promise<void> {
  for (const account of ACCOUNTS) {
    expect(await bytesOnDisk(books, account), account).toBeLessThanOrEqual(QUOTA + excess(account));
  }
}

/**
 * Expects that the ledger counts the files on the disk, for every account and the folder; that nothing stays reserved; and that no part is
 * left.
 *
 * @param lease - how long reservations may remain, in seconds
 * @param tolerance - how far the counted bytes may be away from those on the disk
 */
export async function expectTrueBooks(
  books: Books,
  lease: number,
  tolerance: Tolerance = () => 0,
): Promise<void> {
  const expected: Record<string, number> = {};
  for (const account of ACCOUNTS) {
    expected[account] = await bytesOnDisk(books, account);
  }
  expected[accountOfFolder(books.dataDir)] = Object.values(expected).reduce((sum, bytes) => sum + bytes);
  await vi.waitFor(
    async () => {
      for (const [account, bytes] of Object.entries(expected)) {
        const figures = await books.ledger.read(account);
        expect(figures, account).toMatchObject({ heldBytes: 0 });
        const surplus = (figures?.usedBytes ?? 0) - bytes;
        expect(Math.abs(surplus), account).toBeLessThanOrEqual(tolerance(account));
      }
    },
    { timeout: 2_000 * lease + 10_000, interval: 200 },
  );
  expect(await partsIn(books.dataDir)).toEqual([]);
}
