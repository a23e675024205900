import { accessSync, constants } from 'node:fs';
import { join } from 'node:path';

import { missing } from './missing.ts';

/** Returns why a command is not available, or undefined if it is installed. */
export function whyNoCommand(command: string): string | undefined {
  const folders = (process.env.PATH ?? '').split(':');
  const isInstalled = folders.some((folder) => {
    try {
      accessSync(join(folder, command), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
  return isInstalled ? undefined : missing(`${command} is not installed`);
}
