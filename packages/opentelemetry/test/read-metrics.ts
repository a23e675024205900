import { registerInstrumentations } from '@opentelemetry/instrumentation';
import {
  AggregationTemporality,
  InMemoryMetricExporter,
  MeterProvider,
  type MetricData,
  PeriodicExportingMetricReader,
} from '@opentelemetry/sdk-metrics';
import { onTestFinished } from 'vitest';

import { Http507Instrumentation } from '../src/index.ts';

/** Starts an instrumentation with a real meter provider until the test ends. Returns the function that reads all metrics. */
export function instrument(instrumentation = new Http507Instrumentation()): () => Promise<MetricData[]> {
  const exporter = new InMemoryMetricExporter(AggregationTemporality.CUMULATIVE);
  const provider = new MeterProvider({ readers: [new PeriodicExportingMetricReader({ exporter })] });
  const unregister = registerInstrumentations({
    instrumentations: [instrumentation],
    meterProvider: provider,
  });
  onTestFinished(async () => {
    unregister();
    await provider.shutdown();
  });
  return async () => {
    exporter.reset();
    await provider.forceFlush();
    return exporter
      .getMetrics()
      .flatMap(({ scopeMetrics }) => scopeMetrics.flatMap(({ metrics }) => metrics));
  };
}
