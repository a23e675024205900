import { expect, onTestFinished, test } from 'vitest';

import { startService } from '../../../examples/store/test/service.ts';
import { PROXIES } from '../../../test/proxies/proxies.ts';
import { skipReason } from '../../../test/proxies/skip-reason.ts';
import { startProxy } from '../../../test/proxies/start-proxy.ts';
import { upload } from '../src/upload.ts';

const skip = skipReason(PROXIES.nginx);
const { nginx } = PROXIES;

/** Yields so many bytes in chunks of 100 kB. */
async function* inChunks(length: number): AsyncGenerator<Uint8Array> {
  for (let start = 0; start < length; start += 100_000) yield new Uint8Array(100_000);
}

// nginx answers `Expect` itself, so the body is on its way when the service refuses it.
test.skipIf(skip).each([
  ['by default', nginx.plain],
  ['configured', nginx.configuration],
])(
  `uploads through nginx get their responses, stored and refused, 20 of 20${skip ? ` (skipped: ${skip})` : ''}: %s`,
  async (_title, configuration) => {
    const { url } = await startService('express');
    const origin = await startProxy(nginx, configuration, url, onTestFinished);
    for (let count = 0; count < 20; count += 1) {
      const refused = count % 2 ? inChunks(20_000_000) : new Uint8Array(20_000_000);
      await expect(upload(`${origin}/files/big`, refused)).rejects.toMatchObject({
        ...{ name: 'InsufficientStorageError', reason: 'capacity' },
      });
      const stored = count % 2 ? inChunks(5_000_000) : new Uint8Array(5_000_000);
      const response = await upload(`${origin}/files/small`, stored);
      expect([response.status, await response.json()]).toEqual([201, { name: 'small', bytes: 5_000_000 }]);
    }
  },
);
