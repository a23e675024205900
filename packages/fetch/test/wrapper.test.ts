import { StorageExhaustedError, storageExhausted } from '@http507/fetch';
import { expect, test } from 'vitest';

const request = new Request('http://host/');

test('the handler gets all arguments, and the object that it is a method of', async () => {
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

test('a Response goes on as it is, and so does the undefined of an upgrade in Bun', async () => {
  const response = new Response('stored');
  expect(await storageExhausted(() => response)(request)).toBe(response);
  expect(await storageExhausted(async () => response)(request)).toBe(response);
  expect(await storageExhausted(() => undefined)(request)).toBeUndefined();
});

test('what is thrown and not about storage goes on as the very same value', async () => {
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

test('what is about storage, thrown or rejected with, is answered with 507', async () => {
  const plain = storageExhausted(
    () => {
      throw new StorageExhaustedError();
    },
    { logger: false },
  );
  const async = storageExhausted(() => Promise.reject(new StorageExhaustedError()), { logger: false });
  for (const handler of [plain, async]) expect((await handler(request)).status).toBe(507);
});

test('the types are those that the runtimes ask for', () => {
  const handler: (request: Request) => Response | Promise<Response> = storageExhausted((request) => {
    const { url }: Request = request;
    return new Response(url);
  });
  const worker: (request: Request, environment: { a: string }) => Promise<Response> = storageExhausted(
    async (_request: Request, environment: { a: string }) => new Response(environment.a),
  );
  expect([handler, worker].map((value) => typeof value)).toEqual(['function', 'function']);
});
