import { channel } from 'node:diagnostics_channel';

import { quota } from '@http507/guard';
import { createAdapterResponder } from '@http507/node';
import type { MetricData } from '@opentelemetry/sdk-metrics';
import { describe, expect, test } from 'vitest';

import { Http507Instrumentation } from '../src/index.ts';
import { METRICS } from '../src/metrics.ts';
import { provokeEverything } from './provoke.ts';
import { instrument } from './read-metrics.ts';
import { SERVICES, upload } from './serve.ts';

const CHANNELS = [
  'exhausted',
  'answer',
  'guard',
  'volume',
  'watermark',
  'ledger-call',
  'lease-lapsed',
  'suppressed',
];

function valuesOf(metrics: MetricData[], name: string): unknown[] {
  return metrics
    .filter(({ descriptor }) => descriptor.name === name)
    .flatMap(({ dataPoints }) => dataPoints.map(({ attributes, value }) => [attributes, value]));
}

test.each(Object.entries(SERVICES))(
  'a 507 of %s is counted by reason, kind, method and route',
  async (_, start) => {
    const read = instrument();
    const url = await start();
    expect(await upload(url)).toBe(507);
    expect(await upload(url)).toBe(507);
    expect(valuesOf(await read(), 'http507.responses')).toEqual([
      [
        {
          'http507.reason': 'capacity',
          'http507.kind': 'disk',
          'http.request.method': 'PUT',
          'http.route': '/files/:name',
        },
        2,
      ],
    ]);
  },
);

test('every metric is recorded, with its unit and only its attributes', async () => {
  const read = instrument();
  await provokeEverything();
  const metrics = await read();
  expect(metrics.map(({ descriptor: { name, unit } }) => [name, unit]).sort()).toEqual(
    Object.values(METRICS)
      .map(({ name, unit }) => [name, unit])
      .sort(),
  );
  for (const { descriptor, dataPoints } of metrics) {
    const metric = Object.values(METRICS).find(({ name }) => name === descriptor.name);
    for (const { attributes } of dataPoints)
      expect(metric?.attributes).toEqual(expect.arrayContaining(Object.keys(attributes)));
  }
});

test('decisions, the ledger and lapsed leases are told by their closed lists', async () => {
  const read = instrument();
  await provokeEverything();
  const metrics = await read();
  const disk = (volume: string, decision: string) => ({
    'http507.guard': 'disk',
    'http507.volume': volume,
    'http507.decision': decision,
  });
  expect(valuesOf(metrics, 'http507.guard.decisions')).toEqual(
    expect.arrayContaining([
      [disk('data', 'admitted'), 1],
      [disk('data', 'refused'), 1],
      [disk('gone', 'unavailable'), 1],
      [{ 'http507.guard': 'folder', 'http507.volume': 'uploads', 'http507.decision': 'refused' }, 1],
      [{ 'http507.guard': 'quota', 'http507.decision': 'unavailable' }, 2],
    ]),
  );
  const types = valuesOf(metrics, 'http507.ledger.duration').map(
    (point) => (point as [Record<string, unknown>])[0]['error.type'],
  );
  expect(new Set(types)).toEqual(new Set([undefined, 'ECONNREFUSED', '_OTHER']));
  expect(valuesOf(metrics, 'http507.ledger.leases.lapsed')).toEqual([[{ 'http507.guard': 'quota' }, 1]]);
  expect(valuesOf(metrics, 'http507.log.suppressed')).toEqual([[{ 'http507.kind': 'disk' }, 2]]);
  expect(valuesOf(metrics, 'http507.volume.watermark')).toContainEqual([
    { 'http507.volume': 'data', 'http507.kind': 'disk', 'http507.watermark': '0.0001' },
    1,
  ]);
});

test('100,000 accounts, request ids and resources with odd methods make no further series', async () => {
  const read = instrument();
  const { responder, report } = createAdapterResponder({ logger: false });
  const guard = quota({ limit: 1, usage: () => 0 });
  for (let index = 0; index < 100_000; index += 1) {
    const account = `account-${index}`;
    const [refused] = await Promise.allSettled([guard.reserve(account, 2)]);
    const error = responder.recognize((refused as PromiseRejectedResult).reason);
    if (!error) throw new Error('not refused');
    const facts = { request: {}, method: `M${index}`, route: '/files/:name', id: `id-${index}` };
    report({ ...responder.describe(error, facts), resource: account }, () => undefined);
  }
  const metrics = await read();
  expect(valuesOf(metrics, 'http507.responses')).toEqual([
    [
      {
        'http507.reason': 'quota',
        'http507.kind': 'quota',
        'http.request.method': '_OTHER',
        'http.route': '/files/:name',
      },
      100_000,
    ],
  ]);
  expect(metrics.flatMap(({ dataPoints }) => dataPoints as unknown[])).toHaveLength(2);
});

describe('hostile messages', () => {
  test.each([
    [null],
    ['text'],
    [
      new Proxy(
        {},
        {
          get: () => {
            throw new Error('canary');
          },
        },
      ),
    ],
  ])('have no effect: %#', async (message) => {
    const read = instrument();
    for (const name of CHANNELS) channel(`http507:${name}`).publish(message);
    expect((await read()).flatMap(({ dataPoints }) => dataPoints as unknown[])).toEqual([]);
    expect(await upload(await SERVICES.express())).toBe(507);
  });
});

test('enable subscribes once, however often it is called, and disable unsubscribes', async () => {
  const instrumentation = new Http507Instrumentation();
  const read = instrument(instrumentation);
  const service = await SERVICES.express();
  for (let count = 0; count < 100; count += 1) {
    instrumentation.disable();
    instrumentation.disable();
    instrumentation.enable();
    instrumentation.enable();
  }
  await upload(service);
  expect(valuesOf(await read(), 'http507.responses')).toMatchObject([[{}, 1]]);
  instrumentation.disable();
  await upload(service);
  expect(valuesOf(await read(), 'http507.responses')).toMatchObject([[{}, 1]]);
});

test('without an instrumentation, no channel has a subscriber', () => {
  const instrumentation = new Http507Instrumentation();
  for (const name of CHANNELS) expect(channel(`http507:${name}`).hasSubscribers).toBe(true);
  instrumentation.disable();
  for (const name of CHANNELS) expect(channel(`http507:${name}`).hasSubscribers).toBe(false);
});
