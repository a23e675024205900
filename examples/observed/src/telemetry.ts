import { Http507Instrumentation } from '@http507/opentelemetry';
import { PrometheusExporter } from '@opentelemetry/exporter-prometheus';
import { registerInstrumentations } from '@opentelemetry/instrumentation';
import { HttpInstrumentation } from '@opentelemetry/instrumentation-http';
import { MeterProvider } from '@opentelemetry/sdk-metrics';
import type { RequestHandler } from 'express';

/** The metrics of this process. */
export interface Telemetry {
  /** Answers a scrape. */
  readonly answerScrape: RequestHandler;
  close(): Promise<void>;
}

/** Requests that no user sends. */
const UNCOUNTED = new Set(['/metrics', '/health']);

/** Starts measuring requests and http507. Import the application afterwards, because its modules are instrumented as they are loaded. */
export function startTelemetry(): Telemetry {
  const exporter = new PrometheusExporter({ preventServerStart: true });
  const meterProvider = new MeterProvider({ readers: [exporter] });
  const stop = registerInstrumentations({
    meterProvider,
    instrumentations: [
      new HttpInstrumentation({ ignoreIncomingRequestHook: ({ url = '' }) => UNCOUNTED.has(url) }),
      new Http507Instrumentation(),
    ],
  });
  return {
    answerScrape: (request, response) => exporter.getMetricsRequestHandler(request, response),
    async close() {
      stop();
      await meterProvider.shutdown();
    },
  };
}
