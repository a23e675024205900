import { createServer, type Server } from 'node:http';

import { lazyContinue, StorageExhaustedError, storageExhaustedListener } from '@http507/node';

export const server: Server = createServer(
  storageExhaustedListener(async (request, response) => {
    response.setHeader('x-url', request.url ?? '');
    throw new StorageExhaustedError({ usage: { usedBytes: 1, quotaBytes: 2 } });
  }),
);
lazyContinue(server);
// @ts-expect-error: there is no such option, so the types are not `any`.
export const wrong = storageExhaustedListener(() => {}, { logger: 'no' });
