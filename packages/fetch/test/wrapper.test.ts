import { StorageExhaustedError, storageExhausted } from '@http507/fetch';
import { expect, test } from 'vitest';

const request = new Request('http://host/');

test('the handler gets all arguments and its own `this`', async () => {
  const calls: unknown[] = [];
  const worker = {
    fetch: storageExhausted(function (this: unknown, ...args: [Request, { bucket: string }, object]) {
      calls.push(this, ...args);
      return new Response('stored', { status: 201 });
    }),
  };
  const [environment, context] = [{ bucket: 'a' }, {}];
  const response = await worker.fetch(request, environment, context);
  expect(response.status).toBe(201);
  expect(calls).toEqual([worker, request, environment, context]);
  expect(calls[0]).toBe(worker);
  expect(calls[2]).toBe(environment);
});

test('a Response is returned unchanged, and so is the undefined of an upgrade in Bun', async () => {
  const response = new Response('stored');
  expect(await storageExhausted(() => response)(request)).toBe(response);
  expect(await storageExhausted(async () => response)(request)).toBe(response);
  expect(await storageExhausted(() => undefined)(request)).toBeUndefined();
});

test('other thrown values are thrown on unchanged', async () => {
  for (const thrown of [new TypeError('x'), Object.freeze({ status: 404 }), undefined, new Response()]) {
    const plain = storageExhausted(() => {
      throw thrown;
    });
    const async = storageExhausted(() => Promise.reject(thrown));
    for (const handler of [plain, async]) {
      const caught = await handler(request).then(
        () => 'nothing was thrown',
        (value) => value,
      );
      expect(caught).toBe(thrown);
    }
  }
});

test('a storage error, thrown or rejected, gets a 507', async () => {
  const plain = storageExhausted(
    () => {
      throw new StorageExhaustedError();
    },
    { logger: false },
  );
  const async = storageExhausted(() => Promise.reject(new StorageExhaustedError()), { logger: false });
  for (const handler of [plain, async]) expect((await handler(request)).status).toBe(507);
});

test('the types match those of the runtimes', () => {
  const handler: (request: Request) => Response | Promise<Response> = storageExhausted((request) => {
    const { url }: Request = request;
    return new Response(url);
  });
  const worker: (request: Request, environment: { a: string }) => Promise<Response> = storageExhausted(
    async (_request: Request, environment: { a: string }) => new Response(environment.a),
  );
  expect([handler, worker].map((value) => typeof value)).toEqual(['function', 'function']);
});
