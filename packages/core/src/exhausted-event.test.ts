import { describe, expect, test } from 'vitest';

import { createEvent } from './exhausted-event.ts';
import { StorageExhaustedError } from './storage-exhausted-error.ts';

const FACTS = { request: {}, method: 'PUT', route: '/files/:name' };

describe('the event', () => {
  test('contains the error, the request and the facts', () => {
    const error = new StorageExhaustedError('note', { kind: 'disk', resource: '/data', retryAfter: 9 });
    expect(createEvent(error, 'id-1', FACTS)).toStrictEqual({
      error,
      requestId: 'id-1',
      status: 507,
      method: 'PUT',
      route: '/files/:name',
      kind: 'disk',
      resource: '/data',
      reason: 'capacity',
      temporary: true,
      retryAfter: 9,
    });
    expect(createEvent(error, 'id-1', FACTS).error).toBe(error);
  });

  test('has undefined for unknown facts', () => {
    const event = createEvent(new StorageExhaustedError(), 'id', { request: {}, method: undefined });
    expect(event).toMatchObject({ reason: 'capacity', temporary: true });
    for (const name of ['method', 'route', 'kind', 'resource', 'retryAfter'] as const)
      expect(event[name]).toBeUndefined();
  });

  test('is created for an error with unreadable or invalid members', () => {
    const odd = { kind: 'floppy', resource: 5, reason: 'x', temporary: 'x', retryAfter: 'x' };
    const proxy = new Proxy(new StorageExhaustedError({ kind: 'disk' }), {});
    for (const error of [odd, proxy, StorageExhaustedError.prototype]) {
      const event = createEvent(error as StorageExhaustedError, 'id', FACTS);
      expect(event.error).toBe(error);
      expect(event).toMatchObject({ kind: undefined, resource: undefined, reason: 'capacity' });
    }
  });
});
