import { Http507Instrumentation } from '@http507/opentelemetry';
import { prometheusMetrics } from '@http507/opentelemetry/prometheus';
import { Registry } from 'prom-client';

export const instrumentation: { enable(): void; disable(): void } = new Http507Instrumentation({
  enabled: false,
});
export const stop: () => void = prometheusMetrics(new Registry());
// @ts-expect-error: a registry is required, so the types are not `any`.
export const wrong = prometheusMetrics();
