import { buffer } from 'node:stream/consumers';

import type { ProfileOption } from '@http507/core/profiles';
import { FileStore } from '@http507/example-store';
import { storageExhaustedHandler } from '@http507/express';
import type { Express, Request } from 'express';

import { makeFolder } from '../../store/test/service.ts';
import { profileOf } from '../src/profile-of.ts';
import { createRoutes } from '../src/routes.ts';
import { type ClientFolder, type ClientRun, makeClientFolder, PHOTO_BYTES } from './client-folder.ts';
import { fullDisk } from './full-disk.ts';
import { watchServer } from './watched-server.ts';

/** In bytes. Less than the photo. */
const SMALL = 5_000_000;

/**
 * A server with the routes of the service:
 *
 * - `without`: no http507, but the error handling of Express, on a disk that is full before the photo is complete.
 * - `with`: http507. The quota is too small for the photo, so the guard refuses it before its body.
 * - `midway`: http507, on a disk that is full before the photo is complete.
 * - `roomy`: http507, with room for the photo.
 */
export type ServerKind = 'without' | 'with' | 'midway' | 'roomy';

/** What came of an upload of the photo. */
export interface Outcome extends ClientRun {
  /** All requests of the client, such as `PUT /s3/photos/photo.jpg`. */
  readonly requests: readonly string[];
  /** How many bodies arrived, in words. */
  readonly bytes: string;
  /** What `/s3/photos/photo.jpg` contains afterwards. Before, it contained `old version`. */
  readonly stored: Buffer;
}

/** Uploads the photo from a folder to a server. */
export type Upload = (url: string, folder: ClientFolder) => Promise<ClientRun>;

/** Lets a client upload the photo to a server. */
export async function uploadPhoto(
  kind: ServerKind,
  upload: Upload,
  profile: ProfileOption<Request> = profileOf,
): Promise<Outcome> {
  const store = await openStore(kind === 'roomy' ? 2 * PHOTO_BYTES : SMALL);
  await store.put('s3.photos', 'photo.jpg', 'old version', await store.guard.reserve('s3.photos', 0));
  const watched = await watchServer(createServerApp(kind, store, profile), kind !== 'without');
  const run = await upload(watched.url, await makeClientFolder());
  return {
    ...run,
    requests: watched.requests,
    bytes: await watched.stop(PHOTO_BYTES),
    stored: await buffer((await store.read('s3.photos', 'photo.jpg')).content),
  };
}

/** Opens a store in a folder that is deleted when the test ends. */
export async function openStore(quotaBytes: number): Promise<FileStore> {
  const dataDir = await makeFolder();
  return await FileStore.open({ dataDir, capacityBytes: 10 * PHOTO_BYTES, quotaBytes, leaseSeconds: 60 });
}

/** Returns the application of a server. */
export function createServerApp(
  kind: ServerKind,
  store: FileStore,
  profile: ProfileOption<Request> = profileOf,
): Express {
  const isFull = kind === 'without' || kind === 'midway';
  const app = createRoutes(store, isFull ? fullDisk(store, SMALL) : store.guard);
  if (kind !== 'without') app.use(storageExhaustedHandler({ profile, logger: false }));
  return app;
}
