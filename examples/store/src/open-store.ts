import { FileStore } from './file-store.ts';
import { type OpenService, openService } from './open-service.ts';

/**
 * Opens the file store that the environment configures. Reports an invalid environment and exits with 1.
 *
 * @param defaultPort - the port if PORT is not set
 */
export function openStore(defaultPort: number): Promise<OpenService<FileStore>> {
  return openService(process.env, defaultPort, (config, ledger) => FileStore.open(config, ledger));
}
