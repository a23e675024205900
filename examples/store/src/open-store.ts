import type { Ledger } from '@http507/guard';

import { FileStore } from './file-store.ts';
import { openLedger } from './open-ledger.ts';
import { ConfigError, readConfig, type StoreConfig } from './store-config.ts';

/** A store with its configuration. */
export interface OpenStore<Store = FileStore> {
  readonly config: StoreConfig;
  readonly store: Store;
  /** Closes the connection to the ledger, if there is one. */
  close(): Promise<void>;
}

/**
 * Opens the store that the environment configures. Reports an invalid environment and exits with 1.
 *
 * @param defaultPort - the port if PORT is not set
 */
export async function openStore(defaultPort: number): Promise<OpenStore> {
  return await openWith(defaultPort, FileStore.open);
}

/**
 * Opens another kind of store in the same way.
 *
 * @param open - opens it; without a ledger, the accounting is kept in this process
 */
export async function openWith<Store>(
  defaultPort: number,
  open: (config: StoreConfig, ledger?: Ledger) => Promise<Store>,
): Promise<OpenStore<Store>> {
  try {
    const config = readConfig(process.env, defaultPort);
    const shared = await openLedger(config);
    const store = await open(config, shared?.ledger);
    return { config, store, close: async () => shared?.close() };
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    console.error(error.message);
    process.exit(1);
  }
}
