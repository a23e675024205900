import { expect, test } from 'vitest';

import { startService } from '../../store/test/service.ts';

test('the service reports its health, keeps its objects over a restart and exits with 0 on SIGTERM', async () => {
  const first = await startService('objects');
  expect(await (await fetch(`${first.url}/health`)).json()).toEqual({ status: 'ok' });
  await fetch(`${first.url}/s3/bucket/key`, { method: 'PUT', body: 'content' });
  expect(await first.stop()).toBe(0);
  const { url } = await startService('objects', { DATA_DIR: first.dataDir, QUOTA_BYTES: '10' });
  expect(await (await fetch(`${url}/s3/bucket/key`)).text()).toBe('content');
  // Objects from before the start count.
  expect((await fetch(`${url}/s3/bucket/other`, { method: 'PUT', body: 'content' })).status).toBe(507);
});

test.each(['/nope', '/s3', '/lfs/locks/verify'])('%s is no route', async (path) => {
  const { url } = await startService('objects');
  expect((await fetch(`${url}${path}`)).status).toBeOneOf([404, 501]);
});
