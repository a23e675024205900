import { text } from 'node:stream/consumers';

import { OTLPMetricExporter } from '@opentelemetry/exporter-metrics-otlp-http';
import { MeterProvider, PeriodicExportingMetricReader } from '@opentelemetry/sdk-metrics';
import { expect, onTestFinished, test } from 'vitest';

import { Http507Instrumentation } from '../src/index.ts';
import { SERVICES, serve, upload } from './serve.ts';

interface ExportRequest {
  readonly resourceMetrics: readonly {
    readonly scopeMetrics: readonly {
      readonly scope: { readonly name: string };
      readonly metrics: readonly object[];
    }[];
  }[];
}

// Debian has no collector, so a receiver in this test decodes what the real exporter sends.
test('the metrics arrive by OTLP over HTTP', async () => {
  const received: ExportRequest[] = [];
  const url = await serve(async (request, response) => {
    received.push(JSON.parse(await text(request)));
    response.setHeader('Content-Type', 'application/json').end('{}');
  });
  const exporter = new OTLPMetricExporter({ url: `${url}/v1/metrics` });
  const provider = new MeterProvider({ readers: [new PeriodicExportingMetricReader({ exporter })] });
  const instrumentation = new Http507Instrumentation();
  instrumentation.setMeterProvider(provider);
  onTestFinished(async () => {
    instrumentation.disable();
    await provider.shutdown();
  });

  expect(await upload(await SERVICES.express())).toBe(507);
  await provider.forceFlush();
  const [scope] = received.flatMap(({ resourceMetrics }) =>
    resourceMetrics.flatMap(({ scopeMetrics }) => scopeMetrics),
  );
  expect(scope?.scope.name).toBe('@http507/opentelemetry');
  expect(scope?.metrics).toMatchObject([
    {
      name: 'http507.responses',
      unit: '{response}',
      sum: {
        isMonotonic: true,
        dataPoints: [
          {
            asDouble: 1,
            attributes: [
              { key: 'http507.reason', value: { stringValue: 'capacity' } },
              { key: 'http507.kind', value: { stringValue: 'disk' } },
              { key: 'http.request.method', value: { stringValue: 'PUT' } },
              { key: 'http.route', value: { stringValue: '/files/:name' } },
            ],
          },
        ],
      },
    },
  ]);
});
