import { onTestFinished, vi } from 'vitest';

import { type Service, startService } from '../../store/test/service.ts';

/** The example with its Prometheus. */
export interface Observed extends Pick<Service, 'url' | 'dataDir' | 'output' | 'process'> {
  /** Evaluates an expression now. Throws if Prometheus rejects it. */
  query(expression: string): Promise<Sample[]>;
  /** Returns the names of firing alerts, each with its severity. */
  firing(): Promise<string[]>;
  /** Returns the names of all alerts that have fired since the start, each with its severity. */
  everFired(): Promise<string[]>;
}

/** A series with its latest value. */
export interface Sample {
  readonly metric: Readonly<Record<string, string>>;
  readonly value: readonly [time: number, value: string];
}

/**
 * Starts the example with rules 60 times as fast, until the test ends.
 *
 * @param program - the program in the folder of the example, if it is not the built one
 */
export async function startObserved(env: Record<string, string>, program?: string): Promise<Observed> {
  const all = { PROMETHEUS_PORT: '0', ALERT_SPEEDUP: '60', ...env };
  const service = await startService('observed', all, onTestFinished, program);
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
  const alertsIn = async (vector: string): Promise<string[]> => {
    const alerts = await query(`count by (alertname, severity) (${vector})`);
    return alerts.map(({ metric }) => `${metric.alertname} ${metric.severity}`);
  };
  return {
    ...service,
    query,
    firing: () => alertsIn('ALERTS{alertstate="firing"}'),
    everFired: () => alertsIn('last_over_time(ALERTS{alertstate="firing"}[1d])'),
  };
}

function addressIn(output: string): string {
  const [, address] = /^Prometheus on (http:\S+)/m.exec(output) ?? [];
  if (address) return address;
  throw new Error(`no Prometheus: ${output}`);
}
