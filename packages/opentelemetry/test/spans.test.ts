import { createRequire } from 'node:module';
import { StorageExhaustedError, storageExhaustedListener } from '@http507/node';
import { SpanStatusCode } from '@opentelemetry/api';
import { HttpInstrumentation } from '@opentelemetry/instrumentation-http';
import {
  AggregationTemporality,
  InMemoryMetricExporter,
  PeriodicExportingMetricReader,
} from '@opentelemetry/sdk-metrics';
import { NodeSDK } from '@opentelemetry/sdk-node';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Http507Instrumentation } from '../src/index.ts';
import { EndedSpans } from './ended-spans.ts';
import { SERVICES, serve, upload } from './serve.ts';

const spans = new EndedSpans();
const exporter = new InMemoryMetricExporter(AggregationTemporality.CUMULATIVE);
const reader = new PeriodicExportingMetricReader({ exporter });
const sdk = new NodeSDK({
  spanProcessors: [spans],
  metricReaders: [reader],
  instrumentations: [new HttpInstrumentation(), new Http507Instrumentation()],
});

beforeAll(() => {
  sdk.start();
  // Its hook patches node:http when it is required.
  createRequire(import.meta.url)('node:http');
});
afterAll(() => sdk.shutdown());

test.each(Object.entries(SERVICES))(
  "the request's span in %s has the facts and the cause",
  async (_, start) => {
    const url = await start();
    const ended = spans.next();
    expect(await upload(url)).toBe(507);
    const { attributes, status, events } = await ended;
    expect(attributes).toMatchObject({
      'http507.reason': 'capacity',
      'http507.kind': 'disk',
      'error.type': 'StorageExhaustedError',
      'http.response.status_code': 507,
    });
    expect(status).toEqual({ code: SpanStatusCode.ERROR });
    expect(events).toMatchObject([
      {
        name: 'exception',
        attributes: {
          'exception.type': 'ENOSPC',
          'exception.message': expect.stringContaining('no space left on device'),
        },
      },
    ]);
  },
);

test('a status below 500, set by a profile, does not make the span an error', async () => {
  const profile = { mediaTypes: ['text/plain'], render: () => 'full', status: 413 } as const;
  const listener = storageExhaustedListener(
    () => {
      throw new StorageExhaustedError({ reason: 'quota' });
    },
    { logger: false, profile },
  );
  const url = await serve((request, response) => void listener(request, response));
  const ended = spans.next();
  expect(await upload(url)).toBe(413);
  const { attributes, status } = await ended;
  expect(attributes).toMatchObject({ 'http507.reason': 'quota', 'http.response.status_code': 413 });
  expect(attributes).not.toHaveProperty('error.type');
  expect(status.code).toBe(SpanStatusCode.UNSET);
});

test('the metrics reach the SDK', async () => {
  await upload(await SERVICES.express());
  await reader.forceFlush();
  const names = exporter
    .getMetrics()
    .flatMap(({ scopeMetrics }) =>
      scopeMetrics.flatMap(({ metrics }) => metrics.map(({ descriptor }) => descriptor.name)),
    );
  expect(names).toContain('http507.responses');
});
