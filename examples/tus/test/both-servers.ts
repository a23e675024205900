import type { StorageExhaustedHandlerOptions } from '@http507/express';

import { mountTmpfs } from '../../store/test/tmpfs.ts';
import { createApp } from '../src/app.ts';
import { UploadStore } from '../src/upload-store.ts';
import { createBareApp } from './bare-app.ts';
import { type Measured, serveMeasured } from './measured.ts';

/** The size of the volumes, in bytes. */
export const VOLUME_BYTES = 4 * 1024 * 1024;

/** A file that does not fit on them. */
export const TOO_LARGE = Buffer.alloc(2 * VOLUME_BYTES);

/** A server with a small volume of its own. */
export interface Served extends Measured {
  readonly dataDir: string;
}

/** Serves uploads without http507 and with it. */
export async function serveBoth(
  profile?: StorageExhaustedHandlerOptions['profile'],
): Promise<[without: Served, withIt: Served]> {
  return await Promise.all([serveBare(), serve(profile)]);
}

async function serveBare(): Promise<Served> {
  const dataDir = await mountTmpfs();
  return { ...(await serveMeasured(createBareApp(dataDir))), dataDir };
}

/** Serves the example. */
export async function serve(profile?: StorageExhaustedHandlerOptions['profile']): Promise<Served> {
  const dataDir = await mountTmpfs();
  const limits = { dataDir, capacityBytes: 1e9, quotaBytes: 1e9, leaseSeconds: 3600 };
  const app = createApp(await UploadStore.open(limits), profile);
  return { ...(await serveMeasured(app)), dataDir };
}
