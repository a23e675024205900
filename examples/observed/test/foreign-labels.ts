import {
  callOf,
  decisionOf,
  errorTypeOf,
  guardOf,
  kindOf,
  methodOf,
  reasonOf,
} from '../../../packages/opentelemetry/src/attributes.ts';
import { type AttributeName, METRICS } from '../../../packages/opentelemetry/src/metrics.ts';
import type { Sample } from './start-observed.ts';

/** Labels that Prometheus and the exporter add. */
const ADDED = new Set(['__name__', 'job', 'instance', 'le', 'otel_scope_name', 'otel_scope_version']);

/** For each attribute with a closed list: returns a value of the list unchanged, and another value for everything else. */
const LISTS: Partial<Record<AttributeName, (value: string) => string | undefined>> = {
  'error.type': (code) => errorTypeOf({ code }),
  'http.request.method': methodOf,
  'http507.decision': decisionOf,
  'http507.guard': guardOf,
  'http507.kind': kindOf,
  'http507.ledger.call': callOf,
  'http507.reason': reasonOf,
};

const toPrometheus = (name: string): string => name.replaceAll('.', '_');

/**
 * Returns the labels that series of http507 should not have: those that the metric does not have in the table, and values that are not in
 * the closed list of their attribute.
 */
export function foreignLabels(series: readonly Sample[]): string[] {
  return series.flatMap(({ metric }) => {
    const { __name__: name = '' } = metric;
    const known = Object.values(METRICS).find((each) => name.startsWith(toPrometheus(each.name)));
    return Object.entries(metric)
      .filter(([label, value]) => {
        if (ADDED.has(label)) return false;
        const attribute = known?.attributes.find((each) => toPrometheus(each) === label);
        if (attribute === undefined) return true;
        return (LISTS[attribute]?.(value) ?? value) !== value;
      })
      .map(([label, value]) => `${name}{${label}="${value}"}`);
  });
}
