import { expect, vi } from 'vitest';

import type { Service } from '../service.ts';
import { Load } from './load.ts';

/** The accounts of the uploads. `full` gets half of them, so its quota is soon used up. */
export const ACCOUNTS = ['full', 'one', 'two'];

/** How long a condition is waited for. */
export const PATIENCE = { timeout: 60_000, interval: 50 };

/** Clients during a fault. */
export interface Faulted {
  readonly load: Load;
  /** When the fault began and ended, by `performance.now()`. */
  readonly began: number;
  readonly ended: number;
}

/**
 * Uploads and deletes files through all services. Causes the fault when one account is full, and stops when uploads of every account succeed
 * again at each service.
 */
export async function underLoad(services: readonly Service[], fault: () => Promise<void>): Promise<Faulted> {
  const urls = services.map(({ url }) => url);
  const load = new Load(urls, ['full', 'one', 'full', 'two']);
  load.start();
  await vi.waitFor(() => expect(load.count({ status: 507 })).toBeGreaterThan(20), PATIENCE);
  const began = performance.now();
  await fault();
  const ended = performance.now();
  await vi.waitFor(() => {
    for (const url of urls) {
      for (const account of ACCOUNTS) {
        const stored = load.count({ url, account, status: 201, since: ended });
        expect(stored, `${url} ${account}`).toBeGreaterThan(5);
      }
    }
  }, PATIENCE);
  await load.stop();
  return { load, began, ended };
}
