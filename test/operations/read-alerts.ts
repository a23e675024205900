import { readFileSync } from 'node:fs';

/** An alert of docs/operations/alerts.yml. */
export interface Alert {
  readonly name: string;
  readonly expression: string;
  readonly severity: string;
  readonly runbook: string;
}

/** Returns the alerts, in their order. */
export function readAlerts(): Alert[] {
  const rules = readFileSync(new URL('../../docs/operations/alerts.yml', import.meta.url), 'utf8');
  const find = (rule: string, pattern: RegExp): string => pattern.exec(rule)?.[1] ?? '';
  return rules
    .split(/^ {6}- (?=alert:|record:)/m)
    .filter((rule) => rule.startsWith('alert:'))
    .map((rule) => ({
      name: find(rule, /^alert: (.+)$/m),
      expression: find(rule, /^ +expr: (.*?)(?=^ +(?:for|labels):)/ms),
      severity: find(rule, /^ +severity: (.+)$/m),
      runbook: find(rule, /^ +runbook_url: (.+)$/m),
    }));
}
