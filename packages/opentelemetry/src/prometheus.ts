import { Counter, Gauge, Histogram, type Registry } from 'prom-client';

import { collect } from './collect.ts';
import { METRICS, type Metric, type MetricKey } from './metrics.ts';

/**
 * Registers the metrics of http507 with prom-client, under the names that OpenTelemetry's Prometheus exporter gives them.
 *
 * @returns the function that stops recording and removes the metrics from the registry
 * @throws Error if the registry contains one of them already
 */
export function prometheusMetrics(register: Registry): () => void {
  for (const metric of Object.values(METRICS)) {
    // Checked before the first one is registered. Otherwise some would stay in the registry, and nobody could remove them.
    const name = nameOf(metric);
    if (register.getSingleMetric(name)) throw new Error(`The metric ${name} has already been registered`);
  }
  const metrics = Object.fromEntries(
    Object.entries(METRICS).map(([key, metric]) => [key, createMetric(register, metric)]),
  ) as Record<MetricKey, ReturnType<typeof createMetric>>;
  const stop = collect((metric, value, attributes) => {
    const labels = Object.entries(attributes).map(([name, label]) => [toPrometheus(name), label]);
    metrics[metric](Object.fromEntries(labels), value);
  });
  return () => {
    stop();
    for (const metric of Object.values(METRICS)) register.removeSingleMetric(nameOf(metric));
  };
}

type RecordValue = (labels: Record<string, string>, value: number) => void;

function createMetric(register: Registry, metric: Metric): RecordValue {
  const { type, description: help, attributes, buckets } = metric;
  const options = {
    name: nameOf(metric),
    help,
    labelNames: attributes.map(toPrometheus),
    registers: [register],
  };
  switch (type) {
    case 'counter': {
      const counter = new Counter(options);
      return (labels, value) => counter.inc(labels, value);
    }
    case 'gauge': {
      const gauge = new Gauge(options);
      return (labels, value) => gauge.set(labels, value);
    }
    case 'histogram': {
      const histogram = new Histogram({ ...options, ...(buckets && { buckets }) });
      return (labels, value) => histogram.observe(labels, value);
    }
  }
}

function nameOf({ name, type }: Metric): string {
  return `${toPrometheus(name)}${type === 'counter' ? '_total' : ''}`;
}

function toPrometheus(name: string): string {
  return name.replaceAll('.', '_');
}
