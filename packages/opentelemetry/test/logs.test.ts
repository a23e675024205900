import { readFileSync } from 'node:fs';

import { StorageExhaustedError } from '@http507/node';
import { describe, expect, test } from 'vitest';

import { LOGGERS, type Written } from './loggers.ts';

/** The members that the page documents. */
const page = readFileSync(new URL('../../../docs/operations/logs.md', import.meta.url), 'utf8');
const MEMBERS = [...page.matchAll(/^\| `(\w+)`/gm)].map(([, member]) => member);

function fail(): never {
  throw new StorageExhaustedError('canary in the note', {
    kind: 'disk',
    resource: '/data',
    retryAfter: 9,
    temporary: 'x' as never,
    cause: Object.assign(new Error('canary in the cause'), { code: 'ENOSPC' }),
  });
}

/** What the loggers add by themselves. */
const OWN = ['level', 'time', 'pid', 'hostname', 'msg', 'message', 'req', 'reqId'];

describe.each(Object.entries(LOGGERS))('%s', (_, start) => {
  test('writes the documented members, and the client gets the same request id', async () => {
    const record = await new Promise<Written>((resolve, reject) => {
      start(fail, resolve)
        .then((url) =>
          fetch(`${url}/files/a.txt?token=secret`, {
            method: 'PUT',
            headers: { 'X-Request-Id': 'id-1', Authorization: 'Bearer secret' },
          }),
        )
        .then(async (response) => {
          expect(response.headers.get('x-request-id')).toBe('id-1');
          expect(await response.text()).not.toContain('canary');
        })
        .catch(reject);
    });
    const members = Object.keys(record).filter((member) => !OWN.includes(member));
    expect(members.sort()).toEqual([...MEMBERS].sort());
    expect(record).toMatchObject({
      requestId: 'id-1',
      status: 507,
      method: 'PUT',
      route: '/files/:name',
      kind: 'disk',
      resource: '/data',
      reason: 'capacity',
      temporary: true,
      retryAfter: 9,
      note: 'canary in the note',
      invalid: ['temporary'],
    });
    expect(record.message ?? record.msg).toBe('Storage exhausted: answered 507');
    expect(JSON.stringify(record.err)).toContain('canary in the cause');
    // pino-http adds the whole request by itself.
    const { req: _, ...own } = record;
    expect(JSON.stringify(own)).not.toContain('secret');
  });
});
