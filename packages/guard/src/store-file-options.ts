import { expect, refuseUnknown } from './check.ts';
import type { Reservation } from './guard.ts';

/** Options of storeFile and FileBatch. All are optional. */
export interface StoreFileOptions {
  /** The reservation for the files. It is committed with them, or released if they fail. */
  readonly reservation?: Reservation | undefined;
  /** `true` flushes every file and its folder to the device, so that the files survive a power failure. False by default. */
  readonly durable?: boolean | undefined;
  /** Aborts the upload. Has no effect after the commit has started. */
  readonly signal?: AbortSignal | undefined;
}

/** @throws TypeError that names the unknown or invalid option */
export function checkOptions(options: StoreFileOptions): StoreFileOptions {
  expect(typeof options === 'object' && options !== null, 'options', 'an object');
  refuseUnknown(options, ['reservation', 'durable', 'signal']);
  const { reservation, durable, signal } = options;
  expect(
    reservation === undefined || typeof reservation?.undoCommit === 'function',
    'options.reservation',
    'a reservation',
  );
  expect(durable === undefined || typeof durable === 'boolean', 'options.durable', 'a boolean');
  expect(
    signal === undefined || typeof signal?.addEventListener === 'function',
    'options.signal',
    'an AbortSignal',
  );
  return options;
}
