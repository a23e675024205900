import { Collector, listen } from '@http507/conformance';
import { StorageExhaustedError, storageExhaustedPlugin } from '@http507/fastify';
import { describe, expect, test } from 'vitest';
import { MAJORS } from './majors.ts';

type LogRecord = Record<string, unknown>;

const ENOSPC = Object.assign(new Error('ENOSPC: no space left on device, write'), {
  code: 'ENOSPC',
  errno: -28,
  syscall: 'write',
});

describe.each(MAJORS)('logging in $major', ({ fastify }) => {
  async function start(records: Collector<LogRecord>, logger?: boolean, events = new Collector<unknown>()) {
    const stream = { write: (line: string) => records.add(JSON.parse(line)) };
    const application = fastify({ logger: { level: 'error', stream } });
    await application.register(storageExhaustedPlugin, { logger, onExhausted: events.add });
    application.put('/files/:name', async () => {
      throw new StorageExhaustedError('volume a', { kind: 'disk', resource: '/a', cause: ENOSPC });
    });
    await application.ready();
    return listen(application.server);
  }

  test('writes one structured record to request.log', async () => {
    const records = new Collector<LogRecord>();
    const origin = await start(records);
    const response = await fetch(`${origin}/files/x`, { method: 'PUT' });
    const { requestId } = (await response.json()) as { requestId: string };
    const record = await records.first();
    expect(record).toMatchObject({
      level: 50,
      msg: 'Storage exhausted: answered 507',
      // The id that request.log adds, so that the record can be found with the others of the request.
      reqId: requestId,
      requestId,
      method: 'PUT',
      route: '/files/:name',
      kind: 'disk',
      resource: '/a',
      reason: 'capacity',
      temporary: true,
      note: 'volume a',
    });
    expect((record.err as Error).stack).toContain(ENOSPC.message);
    expect(records.items).toHaveLength(1);
  });

  test('is turned off by logger: false', async () => {
    const records = new Collector<LogRecord>();
    const events = new Collector<unknown>();
    const origin = await start(records, false, events);
    await fetch(`${origin}/files/x`, { method: 'PUT' });
    await events.first();
    expect(records.items).toEqual([]);
  });

  test('writes one full record for 50 failures of the same kind and resource', async () => {
    const records = new Collector<LogRecord>();
    const events = new Collector<unknown>();
    const origin = await start(records, true, events);
    await Promise.all(
      Array.from({ length: 50 }, async () => {
        const response = await fetch(`${origin}/files/x`, { method: 'PUT' });
        expect(response.status).toBe(507);
        await response.text();
      }),
    );
    expect(await events.take(50)).toHaveLength(50);
    expect(records.items).toHaveLength(1);
  });
});
