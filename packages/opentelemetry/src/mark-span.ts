import type { ExhaustedEvent } from '@http507/core';
import { SpanStatusCode, trace } from '@opentelemetry/api';

import { kindOf, reasonOf } from './attributes.ts';

/**
 * Describes a failed request on the active span: the facts as attributes, and the cause as an exception event without its
 * stack. Spans go to the operator, so the cause stays inside.
 */
export function markSpan({ error, status, reason, kind }: ExhaustedEvent): void {
  const span = trace.getActiveSpan();
  if (!span?.isRecording()) return;
  // To a server, a 4xx, which a profile may answer, is no error.
  const failed = status >= 500;
  span.setAttributes({
    'http507.reason': reasonOf(reason),
    'http507.kind': kindOf(kind),
    'http.response.status_code': status,
    'error.type': failed ? 'StorageExhaustedError' : undefined,
  });
  if (failed) span.setStatus({ code: SpanStatusCode.ERROR });
  const cause = (error.cause instanceof Error ? error.cause : error) as Error & {
    readonly code?: string | number;
  };
  // Not by recordException: in a storm, formatting stacks takes more time than everything else here. The log has the stack.
  span.addEvent('exception', {
    'exception.type': String(cause.code ?? cause.name),
    'exception.message': String(cause.message),
  });
}
