import { buffer } from 'node:stream/consumers';
import { expect, test } from 'vitest';

import { InsufficientStorageError } from '../src/insufficient-storage-error.ts';
import { type UploadBody, upload } from '../src/upload.ts';
import { wrapFetch } from '../src/wrap-fetch.ts';
import { serve } from './upload-servers.ts';

test('wrapFetch sends an upload again when there is room, but not a stream', async () => {
  let requests = 0;
  const url = await serve(async (request, response) => {
    requests += 1;
    if (requests % 2) return response.writeHead(507, { 'Retry-After': '1' }).end();
    response.writeContinue();
    return response.writeHead(201).end(await buffer(request));
  });
  const send = wrapFetch((to, init) => upload(to as string, init?.body as UploadBody, init), {
    retry: { within: '1 min' },
  });
  const stored = await send(url, { method: 'PUT', body: new Blob(['hello']) });
  expect([stored.status, await stored.text(), requests]).toEqual([201, 'hello', 2]);
  const refused: unknown = await send(url, { method: 'PUT', body: new Blob(['hello']).stream() }).catch(
    (error: unknown) => error,
  );
  expect(refused).toBeInstanceOf(InsufficientStorageError);
  expect(refused).toMatchObject({ obstacle: 'body' });
  expect(requests).toBe(3);
});
