import { listen, upload } from '@http507/conformance';
import { StorageExhaustedError, storageExhaustedPlugin } from '@http507/fastify';
import { describe, expect, test } from 'vitest';
import { MAJORS } from './majors.ts';

describe.each(MAJORS)('@fastify/compress in $major', ({ fastify, compress }) => {
  test.each([
    ['its default threshold', {}],
    ['threshold 0', { threshold: 0 }],
  ])('%s: an upload refused midway gets a readable 507', async (_title, options) => {
    const application = fastify();
    application.register(compress, options);
    application.register(storageExhaustedPlugin, { logger: false });
    application.addContentTypeParser('*', (_request, payload, done) => done(null, payload));
    application.register(async (child) => {
      child.put('/', async (request) => {
        await new Promise((resolve) => {
          request.raw.once('data', resolve);
        });
        request.raw.pause();
        throw new StorageExhaustedError();
      });
    });
    await application.ready();
    const origin = await listen(application.server);
    const headers = { 'Accept-Encoding': 'gzip', 'Content-Type': 'application/octet-stream' };
    const { response, text } = await upload(origin, headers);
    expect(response.status).toBe(507);
    expect(JSON.parse(text)).toMatchObject({ status: 507, error: 'insufficient_storage' });
  });
});
