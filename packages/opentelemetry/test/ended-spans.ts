import { EventEmitter, once } from 'node:events';

import { SpanKind } from '@opentelemetry/api';
import type { ReadableSpan, SpanProcessor } from '@opentelemetry/sdk-trace-node';

/** Hands over the spans of requests as they end. */
export class EndedSpans implements SpanProcessor {
  readonly #spans = new EventEmitter();

  onStart(): void {
    // Only ended spans are of interest.
  }

  onEnd(span: ReadableSpan): void {
    if (span.kind === SpanKind.SERVER) this.#spans.emit('end', span);
  }

  async forceFlush(): Promise<void> {
    // Nothing is buffered.
  }

  async shutdown(): Promise<void> {
    // Nothing is open.
  }

  /** Resolves to the next request's span. */
  async next(): Promise<ReadableSpan> {
    const [span] = await once(this.#spans, 'end');
    return span;
  }
}
