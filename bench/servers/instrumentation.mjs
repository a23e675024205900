// A process with OpenTelemetry's SDK and its instrumentation of HTTP, so that requests have spans. The instrumentation of http507 comes and goes.
import { createRequire } from 'node:module';

import { Http507Instrumentation } from '../../packages/opentelemetry/dist/index.js';
import { importFrom } from './import-from.mjs';

const of = (name) => importFrom('opentelemetry', `@opentelemetry/${name}`);
const { registerInstrumentations } = await of('instrumentation');
const { HttpInstrumentation } = await of('instrumentation-http');
const { PrometheusExporter } = await of('exporter-prometheus');
const { MeterProvider } = await of('sdk-metrics');
const { BatchSpanProcessor, NodeTracerProvider } = await of('sdk-trace-node');

/** Takes spans and forgets them. */
const exporter = {
  export: (_spans, done) => done({ code: 0 }),
  shutdown: () => Promise.resolve(),
};

const tracerProvider = new NodeTracerProvider({ spanProcessors: [new BatchSpanProcessor(exporter)] });
tracerProvider.register();
const meterProvider = new MeterProvider({ readers: [new PrometheusExporter({ preventServerStart: true })] });
const own = new Http507Instrumentation({ enabled: false });
registerInstrumentations({ tracerProvider, meterProvider, instrumentations: [new HttpInstrumentation()] });
own.setMeterProvider(meterProvider);
// Its hook patches node:http when it is required.
createRequire(import.meta.url)('node:http');

export function instrument() {
  own.enable();
  return true;
}

export function uninstrument() {
  own.disable();
  return true;
}
