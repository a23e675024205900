import { createRequire } from 'node:module';
import { storageExhaustedHandler } from '@http507/express';
import { storageExhaustedPlugin } from '@http507/fastify';
import { storageExhaustedMiddleware } from '@http507/koa';
import { StorageExhaustedError } from '@http507/node';
import { SpanKind, trace } from '@opentelemetry/api';
import { HttpInstrumentation } from '@opentelemetry/instrumentation-http';
import { PinoInstrumentation } from '@opentelemetry/instrumentation-pino';
import { NodeSDK } from '@opentelemetry/sdk-node';
import express from 'express';
import Fastify from 'fastify';
import Koa from 'koa';
import type { Logger } from 'pino';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { Http507Instrumentation } from '../src/index.ts';
import { EmittedRecords } from './emitted-records.ts';
import { EndedSpans } from './ended-spans.ts';
import { serve, upload } from './serve.ts';

const require = createRequire(import.meta.url);
const spans = new EndedSpans();
const records = new EmittedRecords();
const sdk = new NodeSDK({
  spanProcessors: [spans],
  logRecordProcessors: [records],
  metricReaders: [],
  instrumentations: [new HttpInstrumentation(), new PinoInstrumentation(), new Http507Instrumentation()],
});
const lines: Record<string, unknown>[] = [];
let logger: Logger;

beforeAll(() => {
  sdk.start();
  // Their hooks patch the modules when they are required.
  require('node:http');
  const { pino } = require('pino') as typeof import('pino');
  logger = pino({ level: 'error' }, { write: (line: string) => void lines.push(JSON.parse(line)) });
});
afterAll(() => sdk.shutdown());
beforeEach(() => void lines.splice(0));

function fail(): never {
  throw new StorageExhaustedError('the volume is full', { kind: 'disk', resource: '/data' });
}

const SERVICES = {
  async express() {
    const app = express();
    app.use(require('pino-http')({ logger }));
    app.put('/files/:name', fail);
    app.use(storageExhaustedHandler());
    return serve(app);
  },
  async fastify() {
    const app = Fastify({ loggerInstance: logger });
    await app.register(storageExhaustedPlugin);
    app.put('/files/:name', async () => fail());
    await app.ready();
    return serve((request, response) => app.routing(request, response));
  },
  // Koa writes the answer, and so the log, after its middleware has returned.
  async koa() {
    const app = new Koa();
    const pinoHttp = require('pino-http')({ logger });
    app.use(storageExhaustedMiddleware());
    app.use(async ({ req, res }) => {
      pinoHttp(req, res);
      fail();
    });
    return serve(app.callback());
  },
};

describe.each(Object.entries(SERVICES))('pino in %s', (_, start) => {
  test('writes the ids of the trace and the span of the request, and OpenTelemetry gets the record', async () => {
    const url = await start();
    const ended = spans.next();
    const emitted = records.next();
    expect(await upload(url)).toBe(507);
    const { traceId, spanId } = (await ended).spanContext();
    expect(lines).toMatchObject([
      { msg: 'Storage exhausted: answered 507', kind: 'disk', trace_id: traceId, span_id: spanId },
    ]);
    const record = await emitted;
    expect(record.spanContext).toMatchObject({ traceId, spanId });
    expect(record.attributes).toMatchObject({
      status: 507,
      kind: 'disk',
      resource: '/data',
      'exception.type': 'StorageExhaustedError',
    });
  });
});

test('a span of the application without an HTTP instrumentation is found too', async () => {
  const tracer = trace.getTracer('application');
  const app = new Koa();
  app.use((_, next) =>
    tracer.startActiveSpan('upload', { kind: SpanKind.SERVER, root: true }, (span) =>
      next().finally(() => span.end()),
    ),
  );
  const pinoHttp = require('pino-http')({ logger });
  app.use(storageExhaustedMiddleware());
  app.use(async ({ req, res }) => {
    pinoHttp(req, res);
    fail();
  });
  const url = await serve(app.callback());
  const ended = spans.next();
  await upload(url);
  const span = await ended;
  expect(span.attributes).toMatchObject({ 'http507.kind': 'disk' });
  expect(lines).toMatchObject([{ span_id: span.spanContext().spanId }]);
});
