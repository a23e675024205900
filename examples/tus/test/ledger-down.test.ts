import { once } from 'node:events';
import { stat } from 'node:fs/promises';
import { describe, expect, onTestFinished, test, vi } from 'vitest';

import { freePort } from '../../../packages/conformance/src/free-port.ts';
import { whyNoRedis } from '../../../packages/guard/test/describe-redis.ts';
import { startPrivateRedis } from '../../../packages/guard/test/private-redis.ts';
import { type Service, startService } from '../../store/test/service.ts';
import { create, created, fileOf, head, openPatch, patch, terminate, usage } from './tus.ts';

async function startOnRedis(): Promise<
  Service & { stopRedis: () => Promise<void>; startRedis: () => Promise<void> }
> {
  const port = String(await freePort());
  let redis = await startPrivateRedis('--port', port);
  onTestFinished(() => redis.stop());
  const service = await startService('tus', {
    QUOTA_BYTES: '1000000',
    REDIS_URL: `redis://127.0.0.1:${port}`,
  });
  return {
    ...service,
    stopRedis: () => redis.stop(),
    startRedis: async () => {
      redis = await startPrivateRedis('--port', port);
    },
  };
}

describe.skipIf(whyNoRedis)(
  `while the ledger is unavailable${whyNoRedis ? ` (skipped: ${whyNoRedis})` : ''}`,
  () => {
    test('nothing is created, continued or deleted, and nothing is lost', async () => {
      const { url, stopRedis } = await startOnRedis();
      const upload = await created(url, 1000);
      await patch(upload, 0, Buffer.alloc(400));
      await stopRedis();
      expect((await create(url, 1)).status).toBe(503);
      expect((await patch(upload, 400, Buffer.alloc(600))).status).toBe(503);
      expect(await terminate(upload)).toBe(503);
      expect(await head(upload)).toMatchObject({ status: 200, offset: '400', length: '1000' });
    });

    test('an upload that cannot be counted is not finished, and the client sends its last byte again', async () => {
      const { url, dataDir, stopRedis, startRedis } = await startOnRedis();
      const content = Buffer.alloc(1000, 'x');
      const upload = await created(url, 1000);
      const request = openPatch(upload, 0, 1000);
      request.write(content.subarray(0, 400));
      await vi.waitFor(async () => expect((await stat(fileOf(dataDir, upload))).size).toBe(400), 20_000);
      await stopRedis();
      request.end(content.subarray(400));
      const [response] = await once(request, 'response');
      expect(response.statusCode).toBe(503);
      expect(await head(upload)).toMatchObject({ offset: '999', length: '1000' });
      await startRedis();
      await vi.waitFor(
        async () => expect((await patch(upload, 999, content.subarray(999))).status).toBe(204),
        20_000,
      );
      expect(await usage(url)).toMatchObject({ usedBytes: 1000, reservedBytes: 0 });
      expect(await (await fetch(upload)).text()).toBe(String(content));
    });
  },
);
