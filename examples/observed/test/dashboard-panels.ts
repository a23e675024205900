import { readFileSync } from 'node:fs';

/** A panel of the dashboard. */
export interface Panel {
  readonly title: string;
  readonly targets: readonly { readonly expr: string }[];
}

/** The panels of docs/operations/dashboard.json. */
export const { panels } = JSON.parse(
  readFileSync(new URL('../../../docs/operations/dashboard.json', import.meta.url), 'utf8'),
) as { panels: readonly Panel[] };

/**
 * Returns the expressions of a panel for Prometheus, with the variables replaced as Grafana does.
 *
 * @param rateInterval - the window of rates, such as `30s`
 */
export function expressionsOf({ targets }: Panel, rateInterval: string): string[] {
  return targets.map(({ expr }) =>
    expr.replaceAll('$job', 'observed').replaceAll('$__rate_interval', rateInterval),
  );
}
