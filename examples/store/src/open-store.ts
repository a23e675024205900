import { FileStore } from './file-store.ts';
import { openLedger } from './open-ledger.ts';
import { ConfigError, readConfig, type StoreConfig } from './store-config.ts';

/** A store, and what it was told. */
export interface OpenStore {
  readonly config: StoreConfig;
  readonly store: FileStore;
  /** Closes the connection to its ledger, if it has one. */
  close(): Promise<void>;
}

/**
 * Opens the store that the environment tells of. When the environment is wrong it says so and ends the process with 1.
 *
 * @param defaultPort - the port when PORT is not given
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
