import http from 'node:http';
import { Collector, listen } from '@http507/conformance';
import { StorageExhaustedError, storageExhaustedHandler } from '@http507/express';
import type { RequestHandler } from 'express';
import pino from 'pino';
import { pinoHttp } from 'pino-http';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { MAJORS } from './majors.ts';

const ENOSPC = Object.assign(new Error('ENOSPC: no space left on device, write'), {
  code: 'ENOSPC',
  errno: -28,
  syscall: 'write',
});

describe.each(MAJORS)('logging in $major', ({ express }) => {
  function start(before: RequestHandler[], logger?: boolean, events = new Collector<unknown>()) {
    const application = express();
    for (const middleware of before) application.use(middleware);
    application.put('/files/:name', () => {
      throw new StorageExhaustedError('volume a', { kind: 'disk', resource: '/a', cause: ENOSPC });
    });
    application.use(storageExhaustedHandler({ logger, onExhausted: events.add }));
    return listen(http.createServer(application));
  }

  function pinoInto(records: Collector<Record<string, unknown>>): RequestHandler {
    const destination = { write: (line: string) => records.add(JSON.parse(line)) };
    return pinoHttp({ logger: pino({}, destination), autoLogging: false });
  }

  function spyOnConsole(): Collector<unknown[]> {
    const lines = new Collector<unknown[]>();
    const spy = vi.spyOn(console, 'error').mockImplementation((...line) => lines.add(line));
    onTestFinished(() => spy.mockRestore());
    return lines;
  }

  test("writes one structured record to pino-http's req.log", async () => {
    const records = new Collector<Record<string, unknown>>();
    const console = spyOnConsole();
    const origin = await start([pinoInto(records)]);
    const response = await fetch(`${origin}/files/x`, { method: 'PUT' });
    const { requestId } = (await response.json()) as { requestId: string };
    const record = await records.first();
    expect(record).toMatchObject({
      level: 50,
      msg: 'Storage exhausted: answered 507',
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
    expect(console.items).toEqual([]);
  });

  test('uses console.error without pino-http', async () => {
    const lines = spyOnConsole();
    const origin = await start([]);
    await fetch(`${origin}/files/x`, { method: 'PUT' });
    const [message, record] = await lines.first();
    expect(message).toBe('Storage exhausted: answered 507');
    expect(record).toMatchObject({ route: '/files/:name', kind: 'disk', note: 'volume a' });
    expect((record as { err: Error }).err.cause).toBe(ENOSPC);
    expect(lines.items).toHaveLength(1);
  });

  test('is turned off by logger: false', async () => {
    const records = new Collector<Record<string, unknown>>();
    const lines = spyOnConsole();
    const events = new Collector<unknown>();
    const origin = await start([pinoInto(records)], false, events);
    await fetch(`${origin}/files/x`, { method: 'PUT' });
    await events.first();
    expect([...records.items, ...lines.items]).toEqual([]);
  });

  test('writes one full record for 50 failures of the same kind and resource', async () => {
    const records = new Collector<Record<string, unknown>>();
    const events = new Collector<unknown>();
    const origin = await start([pinoInto(records)], true, events);
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
