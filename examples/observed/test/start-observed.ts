import { onTestFinished, vi } from 'vitest';

import { type Service, startService } from '../../store/test/service.ts';

/** The example with its Prometheus. */
export interface Observed extends Pick<Service, 'url' | 'dataDir' | 'output'> {
  /** Evaluates an expression now. Throws if Prometheus rejects it. */
  query(expression: string): Promise<Sample[]>;
  /** Returns the names of firing alerts, each with its severity. */
  firing(): Promise<string[]>;
}

/** A series with its latest value. */
export interface Sample {
  readonly metric: Readonly<Record<string, string>>;
  readonly value: readonly [time: number, value: string];
}

/** Starts the example with rules 60 times as fast, until the test ends. */
export async function startObserved(env: Record<string, string>): Promise<Observed> {
  const service = await startService('observed', { PROMETHEUS_PORT: '0', ALERT_SPEEDUP: '60', ...env });
  // Stops Prometheus too.
  onTestFinished(async () => void (await service.stop()));
  const prometheus = await vi.waitFor(() => addressIn(service.output()), 30_000);
  const query = async (expression: string): Promise<Sample[]> => {
    const response = await fetch(`${prometheus}/api/v1/query`, {
      method: 'POST',
      body: new URLSearchParams({ query: expression }),
    });
    const { error, data } = (await response.json()) as { error?: string; data?: { result: Sample[] } };
    if (!data) throw new Error(`${expression}: ${error}`);
    return data.result;
  };
  const firing = async (): Promise<string[]> => {
    const alerts = await query('count by (alertname, severity) (ALERTS{alertstate="firing"})');
    return alerts.map(({ metric }) => `${metric.alertname} ${metric.severity}`);
  };
  return { ...service, query, firing };
}

function addressIn(output: string): string {
  const [, address] = /^Prometheus on (http:\S+)/m.exec(output) ?? [];
  if (address) return address;
  throw new Error(`no Prometheus: ${output}`);
}
