import { channel } from 'node:diagnostics_channel';

import { PrometheusExporter } from '@opentelemetry/exporter-prometheus';
import { MeterProvider } from '@opentelemetry/sdk-metrics';
import { Gauge, Registry } from 'prom-client';
import { expect, onTestFinished, test } from 'vitest';

import { Http507Instrumentation } from '../src/index.ts';
import { prometheusMetrics } from '../src/prometheus.ts';
import { parseScrape } from './parse-scrape.ts';
import { provokeEverything } from './provoke.ts';
import { SERVICES, serve, upload } from './serve.ts';

async function scrape(url: string): Promise<string> {
  return (await fetch(`${url}/metrics`)).text();
}

test("prom-client and OpenTelemetry's exporter give the same scrape for the same events", async () => {
  const register = new Registry();
  onTestFinished(prometheusMetrics(register));
  const exporter = new PrometheusExporter({
    preventServerStart: true,
    withoutScopeInfo: true,
    withoutTargetInfo: true,
  });
  const provider = new MeterProvider({ readers: [exporter] });
  const instrumentation = new Http507Instrumentation();
  instrumentation.setMeterProvider(provider);
  onTestFinished(async () => {
    instrumentation.disable();
    await provider.shutdown();
  });

  await provokeEverything();
  const ours = await scrape(await serve(async (_, response) => response.end(await register.metrics())));
  const theirs = await scrape(
    await serve((request, response) => exporter.getMetricsRequestHandler(request, response)),
  );
  expect(parseScrape(ours)).toEqual(parseScrape(theirs));
  expect(parseScrape(ours).filter((line) => line.startsWith('# TYPE'))).toEqual([
    '# TYPE http507_guard_decisions_total counter',
    '# TYPE http507_ledger_duration histogram',
    '# TYPE http507_ledger_leases_lapsed_total counter',
    '# TYPE http507_log_suppressed_total counter',
    '# TYPE http507_responses_total counter',
    '# TYPE http507_volume_available gauge',
    '# TYPE http507_volume_inodes_free gauge',
    '# TYPE http507_volume_inodes_used gauge',
    '# TYPE http507_volume_reserved gauge',
    '# TYPE http507_volume_size gauge',
    '# TYPE http507_volume_used gauge',
    '# TYPE http507_volume_watermark gauge',
  ]);
});

test('the returned function stops recording and removes the metrics', async () => {
  const register = new Registry();
  const stop = prometheusMetrics(register);
  await upload(await SERVICES.fastify());
  expect(await register.metrics()).toContain(
    'http507_responses_total{http507_reason="capacity",http507_kind="disk",http_request_method="PUT",http_route="/files/:name"} 1',
  );
  stop();
  expect((await register.metrics()).trim()).toBe('');
  expect(channel('http507:exhausted').hasSubscribers).toBe(false);
  prometheusMetrics(register)();
});

test('a registry that has the metrics already is refused', () => {
  const register = new Registry();
  onTestFinished(prometheusMetrics(register));
  expect(() => prometheusMetrics(register)).toThrow('already been registered');
});

test('a registry that contains one of the metrics stays as it is', async () => {
  const register = new Registry();
  const own = new Gauge({ name: 'http507_volume_used', help: 'own', registers: [register] });
  const before = await register.metrics();
  expect(() => prometheusMetrics(register)).toThrow('http507_volume_used');
  expect(await register.metrics()).toBe(before);
  register.removeSingleMetric('http507_volume_used');
  onTestFinished(prometheusMetrics(register));
  expect(register.getSingleMetric('http507_volume_used')).not.toBe(own);
});
