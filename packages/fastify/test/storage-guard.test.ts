import { listen } from '@http507/conformance';
import { reservationOf, storageExhaustedPlugin, storageGuardPlugin } from '@http507/fastify';
import { quota } from '@http507/guard';
import type { FastifyInstance } from 'fastify';
import { describe, expect, onTestFinished, test } from 'vitest';

import { MAJORS } from './majors.ts';

const newGuard = () => quota({ limit: 10, usage: () => 0 });
const GUARDED = { storageGuard: true };

async function serve(application: FastifyInstance): Promise<string> {
  await application.ready();
  return listen(application.server);
}

const put = (url: string, body: string | ReadableStream) =>
  fetch(url, { method: 'PUT', body, duplex: 'half', headers: { 'content-type': 'application/json' } });

const TOO_MUCH = '"more than 10 bytes"';

describe.each(MAJORS)('storageGuardPlugin in $major', ({ fastify }) => {
  test('guards the routes that opt in, also earlier ones and those of children', async () => {
    const application = fastify();
    const account = () => 'ann';
    application.put('/before', { config: GUARDED }, async () => 'stored');
    application.register(storageExhaustedPlugin, { logger: false });
    application.register(storageGuardPlugin, { guard: newGuard(), account });
    application.put('/after', { config: GUARDED }, async () => 'stored');
    application.register(async (child) => {
      child.put('/child', { config: GUARDED }, async () => 'stored');
    });
    application.put('/free', async () => 'stored');
    application.put('/off', { config: { storageGuard: false } }, async () => 'stored');
    const origin = await serve(application);
    const statuses = await Promise.all(
      ['before', 'after', 'child', 'free', 'off', 'missing'].map(
        async (path) => (await put(`${origin}/${path}`, TOO_MUCH)).status,
      ),
    );
    expect(statuses).toEqual([507, 507, 507, 200, 200, 404]);
  });

  test("lets a route override the plugin's options and runs after onRequest hooks", async () => {
    const guard = newGuard();
    const application = fastify();
    application.register(storageGuardPlugin, { guard, account: () => 'plugin', bytes: () => 3 });
    application.decorateRequest('account', '');
    const config = {
      storageGuard: { account: (request: object) => (request as { account: string }).account },
    };
    application.route({
      method: 'PUT',
      url: '/',
      config,
      async onRequest(request) {
        Object.assign(request, { account: 'ann' });
      },
      async handler(request) {
        await reservationOf(request).commit(reservationOf(request).bytes);
        return 'stored';
      },
    });
    expect((await put(await serve(application), TOO_MUCH)).status).toBe(200);
    expect(await guard.usage('ann')).toMatchObject({ usedBytes: 3, reservedBytes: 0 });
  });

  test('runs before the body is read', async () => {
    const read: boolean[] = [];
    const application = fastify();
    application.register(storageExhaustedPlugin, { logger: false });
    application.register(storageGuardPlugin, {
      guard: newGuard(),
      account({ raw }) {
        read.push(raw.readableDidRead);
        return 'ann';
      },
    });
    application.put('/', { config: GUARDED, bodyLimit: 5 }, async () => 'stored');
    expect((await put(await serve(application), TOO_MUCH)).status).toBe(507);
    expect(read).toEqual([false]);
  });

  test('leaves the 411 for a chunked upload to Fastify', async () => {
    const application = fastify();
    application.register(storageGuardPlugin, { guard: newGuard() });
    application.put('/', { config: GUARDED }, async () => 'stored');
    const response = await put(await serve(application), new Blob(['"abc"']).stream());
    expect(response.status).toBe(411);
    expect(await response.json()).toMatchObject({ statusCode: 411, message: 'Length Required' });
  });

  test('rejects invalid options when the instance becomes ready', async () => {
    const plugin = fastify();
    onTestFinished(() => plugin.close());
    plugin.register(storageGuardPlugin, { guard: newGuard(), metered: 1 } as never);
    await expect(async () => plugin.ready()).rejects.toThrow('options.metered must be a boolean');

    const route = fastify();
    onTestFinished(() => route.close());
    route.register(storageGuardPlugin, { guard: newGuard() });
    route.register(async (child) => {
      child.put('/', { config: { storageGuard: { quota: 1 } as never } }, async () => 'stored');
    });
    await expect(async () => route.ready()).rejects.toThrow('options.quota is not an option');
  });
});
