import type { BackendRule } from './backend-rule.ts';

interface ErrorBody {
  readonly error: { readonly type: unknown; readonly reason: unknown };
}

/**
 * Elasticsearch and OpenSearch (@elastic/elasticsearch, @opensearch-project/opensearch)
 *
 * Recognized: a cluster_block_exception with block 12, the flood-stage disk watermark (429, or 403 from older servers).
 *
 * Not recognized: blocks 5, 8 and 10, which operators set; a rejected execution; a circuit breaker, which limits memory.
 *
 * Source: https://www.elastic.co/docs/troubleshoot/elasticsearch/fix-watermark-errors; elasticsearch, IndexMetadata.java
 * (INDEX_READ_ONLY_ALLOW_DELETE_BLOCK)
 */
export const elasticsearch: BackendRule = {
  on: { name: ['ResponseError'] },
  recognize({ meta }) {
    const { type, reason } = (meta as { body: ErrorBody }).body.error;
    // The index name precedes it. It cannot contain a bracket or a slash.
    const isFlooded =
      type === 'cluster_block_exception' && /blocked by: \[[A-Z_]+\/12\//.test(String(reason));
    return isFlooded ? { kind: 'disk' } : undefined;
  },
};
