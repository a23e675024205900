import { expect } from 'vitest';

import { upload } from '../src/upload.ts';

export const CHUNK = new Uint8Array(65_536);

/** A body that never ends. */
export async function* endless(): AsyncGenerator<Uint8Array> {
  for (;;) yield CHUNK;
}

/** Resolves to the error of an upload. */
export function failureOf(...args: Parameters<typeof upload>): Promise<unknown> {
  return upload(...args).then(
    () => expect.unreachable('the upload succeeded'),
    (error: unknown) => error,
  );
}
