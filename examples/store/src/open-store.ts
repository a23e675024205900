import { FileStore } from './file-store.ts';
import { ConfigError, readConfig, type StoreConfig } from './store-config.ts';

/**
 * Opens the store that the environment tells of. When the environment is wrong it says so and ends the process with 1.
 *
 * @param defaultPort - the port when PORT is not given
 */
export async function openStore(defaultPort: number): Promise<{ config: StoreConfig; store: FileStore }> {
  try {
    const config = readConfig(process.env, defaultPort);
    return { config, store: await FileStore.open(config) };
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    console.error(error.message);
    process.exit(1);
  }
}
