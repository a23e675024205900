import http from 'node:http';
import { createRequire } from 'node:module';
import { Collector, listen } from '@http507/conformance';
import { StorageExhaustedError, storageExhaustedMiddleware } from '@http507/koa';
import type { Middleware } from 'koa';
import pino from 'pino';
import { pinoHttp } from 'pino-http';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { MAJORS } from './majors.ts';

type LogRecord = Record<string, unknown>;

const koaPinoLogger = createRequire(import.meta.url)('koa-pino-logger') as (options: object) => Middleware;

const ENOSPC = Object.assign(new Error('ENOSPC: no space left on device, write'), {
  code: 'ENOSPC',
  errno: -28,
  syscall: 'write',
});

/** The two packages that add a logger to Koa's requests. */
const LOGGERS: Readonly<Record<string, (records: Collector<LogRecord>) => Middleware>> = {
  'koa-pino-logger': (records) => koaPinoLogger({ logger: pinoInto(records), autoLogging: false }),
  'pino-http': (records) => {
    const log = pinoHttp({ logger: pinoInto(records), autoLogging: false });
    return (context, next) => {
      log(context.req, context.res);
      return next();
    };
  },
};

function pinoInto(records: Collector<LogRecord>): pino.Logger {
  return pino({}, { write: (line: string) => records.add(JSON.parse(line)) });
}

describe.each(MAJORS)('logging in $major', ({ Koa }) => {
  function start(before: Middleware[], logger?: boolean, events = new Collector<unknown>()) {
    const application = new Koa();
    for (const middleware of before) application.use(middleware);
    application.use(storageExhaustedMiddleware({ logger, onExhausted: events.add }));
    application.use(() => {
      throw new StorageExhaustedError('volume a', { kind: 'disk', resource: '/a', cause: ENOSPC });
    });
    return listen(http.createServer(application.callback()));
  }

  function spyOnConsole(): Collector<unknown[]> {
    const lines = new Collector<unknown[]>();
    const spy = vi.spyOn(console, 'error').mockImplementation((...line) => lines.add(line));
    onTestFinished(() => spy.mockRestore());
    return lines;
  }

  test.each(Object.keys(LOGGERS))("writes one structured record to %s's req.log", async (name) => {
    const records = new Collector<LogRecord>();
    const lines = spyOnConsole();
    const origin = await start([LOGGERS[name]?.(records) as Middleware]);
    const response = await fetch(origin, { method: 'PUT' });
    const { requestId } = (await response.json()) as { requestId: string };
    const record = await records.first();
    expect(record).toMatchObject({
      level: 50,
      msg: 'Storage exhausted: answered 507',
      requestId,
      method: 'PUT',
      kind: 'disk',
      resource: '/a',
      reason: 'capacity',
      temporary: true,
      note: 'volume a',
    });
    expect((record.err as Error).stack).toContain(ENOSPC.message);
    expect(records.items).toHaveLength(1);
    // Koa's own logging, in app.on('error'), is silent too.
    expect(lines.items).toEqual([]);
  });

  test('uses console.error without either package', async () => {
    const lines = spyOnConsole();
    await fetch(await start([]), { method: 'PUT' });
    const [message, record] = await lines.first();
    expect(message).toBe('Storage exhausted: answered 507');
    expect(record).toMatchObject({ method: 'PUT', kind: 'disk', note: 'volume a' });
    expect((record as { err: Error }).err.cause).toBe(ENOSPC);
    expect(lines.items).toHaveLength(1);
  });

  test('is turned off by logger: false', async () => {
    const records = new Collector<LogRecord>();
    const lines = spyOnConsole();
    const events = new Collector<unknown>();
    await fetch(await start([LOGGERS['pino-http']?.(records) as Middleware], false, events));
    await events.first();
    expect([...records.items, ...lines.items]).toEqual([]);
  });

  test('writes one full record for 50 failures of the same kind and resource', async () => {
    const records = new Collector<LogRecord>();
    const events = new Collector<unknown>();
    const origin = await start([LOGGERS['pino-http']?.(records) as Middleware], true, events);
    await Promise.all(
      Array.from({ length: 50 }, async () => {
        const response = await fetch(origin);
        expect(response.status).toBe(507);
        await response.text();
      }),
    );
    expect(await events.take(50)).toHaveLength(50);
    expect(records.items).toHaveLength(1);
  });
});
