import { FileStore } from './file-store.ts';
import { openLedger } from './open-ledger.ts';
import { ConfigError, readConfig, type StoreConfig } from './store-config.ts';

/** A store with its configuration. */
export interface OpenStore {
  readonly config: StoreConfig;
  readonly store: FileStore;
  /** Closes the connection to the ledger, if there is one. */
  close(): Promise<void>;
}

/**
 * Opens the store that the environment configures. Reports an invalid environment and exits with 1.
 *
 * @param defaultPort - the port if PORT is not set
 */
export async function openStore(defaultPort: number): Promise<OpenStore> {
  try {
    const config = readConfig(process.env, defaultPort);
    const shared = await openLedger(config);
    const store = await FileStore.open(config, shared?.ledger);
    return { config, store, close: async () => shared?.close() };
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    console.error(error.message);
    process.exit(1);
  }
}
