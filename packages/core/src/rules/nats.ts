import type { StorageFacts } from '../facts.ts';
import type { BackendRule } from './backend-rule.ts';
import { QUOTA } from './quota.ts';

const BY_ERROR_CODE: Readonly<Record<number, StorageFacts>> = {
  10002: { ...QUOTA, temporary: true },
  10023: { kind: 'memory' },
  10028: { kind: 'memory' },
  10047: { kind: 'queue' },
  10077: { kind: 'queue' },
};

/**
 * NATS JetStream (@nats-io/jetstream, nats)
 *
 * Recognized: the API's error codes 10077, for a stream at its limit that discards new messages; 10047, 10023 and 10028, for the server's
 * storage and memory; 10002, for the account's limit.
 *
 * Not recognized: `503` alone; 10054, a message too large; 10027, the number of streams; 10060, another stream. A server with a
 * full disk does not answer, so nothing can be recognized.
 *
 * Source: https://github.com/nats-io/nats-server/blob/main/server/errors.json
 */
export const nats: BackendRule = {
  on: { code: [...Object.keys(BY_ERROR_CODE).map(Number), '400', '500', '503'] },
  recognize({ name, code, api_error: apiError }) {
    if (!/^(?:JetStreamApi|Nats)Error$/.test(name as string)) return undefined;
    return BY_ERROR_CODE[((apiError as { err_code?: unknown } | undefined)?.err_code ?? code) as number];
  },
};
