import type { Meter } from '@opentelemetry/api';

import type { RecordMetric } from './collect.ts';
import { METRICS, type Metric, type MetricKey } from './metrics.ts';

/** Creates the instruments of all metrics on a meter. Returns the function that records. */
export function createRecord(meter: Meter): RecordMetric {
  const instruments = Object.fromEntries(
    Object.entries(METRICS).map(([key, metric]) => [key, createInstrument(meter, metric)]),
  ) as Record<MetricKey, ReturnType<typeof createInstrument>>;
  return (metric, value, attributes) => instruments[metric](value, attributes);
}

type RecordValue = (value: number, attributes: Record<string, string>) => void;

function createInstrument(meter: Meter, { name, type, unit, description, buckets }: Metric): RecordValue {
  const options = { unit, description };
  switch (type) {
    case 'counter': {
      const counter = meter.createCounter(name, options);
      return (value, attributes) => counter.add(value, attributes);
    }
    case 'gauge': {
      const gauge = meter.createGauge(name, options);
      return (value, attributes) => gauge.record(value, attributes);
    }
    case 'histogram': {
      const histogram = meter.createHistogram(name, {
        ...options,
        ...(buckets && { advice: { explicitBucketBoundaries: buckets } }),
      });
      return (value, attributes) => histogram.record(value, attributes);
    }
  }
}
