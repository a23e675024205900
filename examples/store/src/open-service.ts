import type { Ledger } from '@http507/guard';

import { openLedger } from './open-ledger.ts';
import { ConfigError, readConfig, type StoreConfig } from './store-config.ts';

/** What a service stores in, with its configuration. */
export interface OpenService<Store> {
  readonly config: StoreConfig;
  readonly store: Store;
  /** Closes the connection to the ledger, if there is one. */
  close(): Promise<void>;
}

/**
 * Opens what the environment configures. Reports an invalid environment and exits with 1.
 *
 * @param defaultPort - the port if PORT is not set
 * @param open - opens the store with a ledger, if one is configured
 */
export async function openService<Store>(
  env: NodeJS.ProcessEnv,
  defaultPort: number,
  open: (config: StoreConfig, ledger: Ledger | undefined) => Promise<Store>,
): Promise<OpenService<Store>> {
  try {
    const config = readConfig(env, defaultPort);
    const shared = await openLedger(config);
    const store = await open(config, shared?.ledger);
    return { config, store, close: async () => shared?.close() };
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    console.error(error.message);
    process.exit(1);
  }
}
