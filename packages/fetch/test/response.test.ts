import {
  createToResponse,
  type ExhaustedEvent,
  StorageExhaustedError,
  toResponse as toStandardResponse,
} from '@http507/fetch';
import { expect, test, vi } from 'vitest';

const ENOSPC = Object.assign(new Error('no room'), { code: 'ENOSPC', errno: -28, syscall: 'write' });

test('a storage error, raw or not, gets a 507', async () => {
  const toResponse = createToResponse({ logger: false });
  const request = new Request('http://host/files/a', { method: 'PUT', headers: { 'X-Request-Id': '9f0c' } });
  for (const thrown of [new StorageExhaustedError(), ENOSPC, new Error('outer', { cause: ENOSPC })]) {
    const response = toResponse(thrown, request);
    expect([response?.status, response?.statusText]).toEqual([507, 'Insufficient Storage']);
    expect(response?.headers.get('x-request-id')).toBe('9f0c');
    expect(await response?.json()).toMatchObject({ error: 'insufficient_storage', requestId: '9f0c' });
  }
});

test('any other value gets undefined', () => {
  const events: unknown[] = [];
  const toResponse = createToResponse({ onExhausted: (event) => events.push(event) });
  const request = new Request('http://host/');
  for (const thrown of [new TypeError('x'), undefined, null, '507', new Response(null, { status: 404 })]) {
    expect(toResponse(thrown, request)).toBeUndefined();
  }
  expect(events).toEqual([]);
});

test('HEAD gets the Content-Length of GET and no body', () => {
  const response = createToResponse({ logger: false })(
    new StorageExhaustedError(),
    new Request('http://host/', { method: 'HEAD', headers: { 'X-Request-Id': '9f0c' } }),
  );
  expect(response?.body).toBeNull();
  expect(response?.headers.get('content-length')).toBe('212');
});

test('requestId gets the request, and onExhausted gets the error', () => {
  const events: ExhaustedEvent[] = [];
  const asked: Request[] = [];
  const toResponse = createToResponse({
    logger: false,
    requestId: (request) => {
      asked.push(request);
      return 'own';
    },
    onExhausted: (event) => events.push(event),
  });
  const request = new Request('http://host/', { method: 'PUT' });
  const error = new StorageExhaustedError('note', { kind: 'disk', resource: '/a' });
  expect(toResponse(error, request)?.headers.get('x-request-id')).toBe('own');
  expect(asked).toEqual([request]);
  expect(asked[0]).toBe(request);
  expect(events).toMatchObject([{ method: 'PUT', kind: 'disk', resource: '/a', requestId: 'own' }]);
  expect(events[0]?.error).toBe(error);
});

test.each([null, [], 'options'])('rejects the options %j', (options) => {
  expect(() => createToResponse(options as never)).toThrow(new TypeError('options must be an object'));
});

test('toResponse uses the default options', async () => {
  const log = vi.spyOn(console, 'error').mockImplementation(() => undefined);
  const request = new Request('http://localhost/', { headers: { 'x-request-id': 'id-1' } });
  for (const time of ['first', 'second']) {
    const response = toStandardResponse(new StorageExhaustedError(time), request);
    expect(response?.status).toBe(507);
    expect(await response?.json()).toMatchObject({ requestId: 'id-1' });
  }
  expect(toStandardResponse(new Error('not ours'), request)).toBeUndefined();
  expect(log).toHaveBeenCalledOnce();
  log.mockRestore();
});
