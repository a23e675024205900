/** A metric, named by the rules of OpenTelemetry's semantic conventions. */
export interface Metric {
  readonly name: string;
  readonly type: 'counter' | 'gauge' | 'histogram';
  /** In UCUM. */
  readonly unit: string;
  readonly description: string;
  readonly attributes: readonly AttributeName[];
  /** The upper bounds of a histogram's buckets. */
  readonly buckets?: number[];
}

/** The attributes of all metrics. None depends on an account, a resource or a request, so the number of series is bounded. */
export type AttributeName =
  | 'error.type'
  | 'http.request.method'
  | 'http.route'
  | 'http507.decision'
  | 'http507.guard'
  | 'http507.kind'
  | 'http507.ledger.call'
  | 'http507.reason'
  | 'http507.volume'
  | 'http507.watermark';

const gauge = (name: string, unit: string, description: string): Metric => ({
  name: `http507.volume.${name}`,
  type: 'gauge',
  unit,
  description,
  attributes: ['http507.volume'],
});

const counter = (
  name: string,
  unit: string,
  description: string,
  attributes: readonly AttributeName[],
): Metric => ({ name: `http507.${name}`, type: 'counter', unit, description, attributes });

/** Every metric. */
export const METRICS = {
  responses: counter('responses', '{response}', 'Requests that failed because storage is exhausted', [
    'http507.reason',
    'http507.kind',
    'http.request.method',
    'http.route',
  ]),
  decisions: counter('guard.decisions', '{decision}', 'Decisions of guards about uploads', [
    'http507.guard',
    'http507.volume',
    'http507.decision',
  ]),
  used: gauge('used', 'By', 'Bytes used on a volume'),
  reserved: gauge('reserved', 'By', 'Bytes reserved for uploads in progress'),
  available: gauge('available', 'By', 'Bytes that uploads can still reserve'),
  size: gauge('size', 'By', 'The size of a volume'),
  usedInodes: gauge('inodes.used', '{inode}', 'Inodes used on a volume'),
  freeInodes: gauge('inodes.free', '{inode}', 'Free inodes of a volume'),
  watermark: {
    ...gauge('watermark', '{watermark}', '1 while a watermark is exceeded, 0 when it no longer is'),
    attributes: ['http507.volume', 'http507.kind', 'http507.watermark'],
  },
  ledgerDuration: {
    name: 'http507.ledger.duration',
    type: 'histogram',
    unit: 's',
    description: 'Duration of calls to a ledger',
    attributes: ['http507.ledger.call', 'error.type'],
    buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5],
  },
  lapsed: counter('ledger.leases.lapsed', '{lease}', 'Leases that ended before they were renewed', [
    'http507.guard',
    'http507.volume',
  ]),
  suppressed: counter('log.suppressed', '{record}', 'Log records that were suppressed', ['http507.kind']),
} as const satisfies Record<string, Metric>;

/** The key of a metric in METRICS. */
export type MetricKey = keyof typeof METRICS;
